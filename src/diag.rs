//! What an author got wrong, and what is only worth saying.
//!
//! A [`Diagnostic`] has a stable [`Code`], a place and a way out. Stages return diagnostics beside
//! their result and go on, so that one run shows everything. How they look on a terminal, as JSON or
//! as annotations is the business of `cli`.

use borsh::{BorshDeserialize, BorshSerialize};
use std::collections::BTreeMap;

use serde::Serialize;

use crate::span::Place;

/// How grave it is. An error makes the command fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The site is wrong or incomplete.
    Error,
    /// The site is made, but somebody should look.
    Warning,
}

/// One thing that is wrong, in one place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Diagnostic {
    /// Where it is.
    pub place: Place,
    /// What kind of thing it is.
    pub code: Code,
    /// How grave it is here: the code's own level unless the hub says otherwise.
    pub level: Level,
    /// What is: lower case, no full stop, names in backticks.
    pub message: String,
    /// What was expected or what to do, said at the underlined place. May be empty.
    pub label: String,
    /// Other places that have to do with it, with a word on each.
    pub also: Vec<(Place, String)>,
    /// A longer way out, if the label does not say it.
    pub help: Option<String>,
}

/// Diagnostics in the order in which they were found.
pub type Diagnostics = Vec<Diagnostic>;

impl Diagnostic {
    /// A diagnostic with the level of its code.
    pub fn new(code: Code, place: Place, message: impl Into<String>, label: impl Into<String>) -> Diagnostic {
        Diagnostic {
            place,
            code,
            level: code.level(),
            message: message.into(),
            label: label.into(),
            also: Vec::new(),
            help: None,
        }
    }

    /// With another place that has to do with it.
    pub fn also(mut self, place: Place, word: impl Into<String>) -> Diagnostic {
        self.also.push((place, word.into()));
        self
    }

    /// With a longer way out.
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }
}

/// So many of one code are told of one file: each costs reading up to its place, and nobody reads more.
const MOST: usize = 100;

/// What is wrong with one file: of each code the first hundred, and how many more there are.
#[derive(Debug, Default)]
pub struct Tally {
    told: Diagnostics,
    found: BTreeMap<Code, usize>,
}

impl Tally {
    /// Adds what `make` makes, a diagnostic of this code. Where there are enough it is not asked.
    pub fn add(&mut self, code: Code, make: impl FnOnce() -> Diagnostic) {
        let found = self.found.entry(code).or_default();
        *found += 1;
        if *found <= MOST {
            self.told.push(make());
        }
    }

    /// Adds one that is made already.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.add(diagnostic.code, || diagnostic);
    }

    /// What was found, in order.
    pub fn finish(mut self) -> Diagnostics {
        for (code, found) in self.found.iter().filter(|(_, found)| **found > MOST) {
            if let Some(last) = self.told.iter_mut().rfind(|told| told.code == *code) {
                last.help = Some(format!("{} more in this file are not shown", found - MOST));
            }
        }
        self.told
    }
}

impl Extend<Diagnostic> for Tally {
    fn extend<T: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: T) {
        diagnostics.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }
}

/// ``did you mean `x`?``, if something is near enough to `wrong`, else `otherwise`.
pub fn did_you_mean<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>, otherwise: impl Into<String>) -> String {
    match crate::text::nearest(wrong, names) {
        Some(name) => format!("did you mean `{name}`?"),
        None => otherwise.into(),
    }
}

/// Names in backticks with commas and a last `or`: `` `a`, `b` or `c` ``.
pub fn one_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        None => "nothing".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

/// What a hub says about a code in `checks:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Report it at this level.
    At(Level),
    /// Do not report it.
    Off,
}

/// Sorts, removes what was said twice, and applies the hub's verdicts.
pub fn settle(mut diagnostics: Diagnostics, verdicts: &BTreeMap<Code, Verdict>) -> Diagnostics {
    diagnostics.retain_mut(|diagnostic| match verdicts.get(&diagnostic.code) {
        Some(Verdict::Off) => false,
        Some(Verdict::At(level)) => {
            diagnostic.level = *level;
            true
        }
        None => true,
    });
    diagnostics.sort();
    diagnostics.dedup();
    diagnostics
}

macro_rules! codes {
    ($($name:ident $text:literal $level:ident $firm:ident $meaning:literal)*) => {
        /// The stable name of a kind of diagnostic: `front/unknown-key`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $meaning] $name),* }

        impl Code {
            /// Every code there is.
            pub const ALL: &'static [Code] = &[$(Code::$name),*];

            /// The code as written in reports and in `checks:`.
            pub fn text(self) -> &'static str {
                match self { $(Code::$name => $text),* }
            }

            /// How grave it is unless the hub says otherwise.
            pub fn level(self) -> Level {
                match self { $(Code::$name => Level::$level),* }
            }

            /// What it means, in a few words.
            pub fn meaning(self) -> &'static str {
                match self { $(Code::$name => $meaning),* }
            }

            /// Whether `checks:` may change its level. What would leave a hole in the site, or let
            /// through what must not be seen, cannot be waved off.
            pub fn is_firm(self) -> bool {
                match self { $(Code::$name => matches!(stringify!($firm).as_bytes(), b"firm")),* }
            }
        }
    };
}

// Name, text, level, `firm` (its level cannot be changed) or `free`, meaning.
codes! {
    DiskUnreadable "disk/unreadable" Error firm "a file or folder cannot be read"
    DiskEncoding "disk/encoding" Error firm "a text file is not UTF-8"
    DiskSymlink "disk/symlink" Error firm "a symbolic link leads in a circle or out of the hub"
    DiskName "disk/name" Error firm "a file name cannot be part of an address"
    DiskCase "disk/case" Warning free "two names differ only in case"
    DiskSize "disk/size" Error firm "a file is larger than its kind may be"
    FileLeftover "file/leftover" Warning free "files that an editor, a sync or an office program left: they are not published"
    FileFrontMatter "file/front-matter" Error firm "a file that begins like a page and is none: it is not published"
    FileScript "file/script" Error firm "a file of content/ that a browser may run: it is not published"
    YamlSyntax "yaml/syntax" Error firm "YAML that cannot be read"
    YamlDuplicate "yaml/duplicate-key" Error firm "a key is given twice"
    YamlLimit "yaml/limit" Error firm "YAML that is too deep, too large or expands without end"
    ConfigUnknownKey "config/unknown-key" Error free "a configuration key that does not exist"
    ConfigValue "config/value" Error firm "a configuration value of the wrong type or form"
    ConfigBaseUrl "config/base-url" Warning free "no base_url: addresses in feeds and share tags are placeholders"
    ThemeMissing "theme/missing" Error firm "the theme does not exist"
    ThemeManifest "theme/manifest" Error firm "theme.yaml is wrong"
    ThemeCard "theme/card" Error firm "card.yaml is wrong"
    ThemeOption "theme/option" Error free "an option that the theme does not have, or a wrong value"
    StringsUnknown "strings/unknown" Warning free "a text that no theme text is called"
    TemplateSyntax "template/syntax" Error firm "a template cannot be read"
    TemplateRender "template/render" Error firm "a template fails on a page"
    TemplateUnknown "template/unknown" Warning free "a template that does not exist"
    DataSyntax "data/syntax" Error firm "a data file cannot be read"
    FrontUnterminated "front/unterminated" Error firm "front matter that is not between two lines `---`: the page is held back"
    FrontUnknownKey "front/unknown-key" Warning free "a field that this kind of page does not have"
    FrontValue "front/value" Error free "a field of the wrong type or form"
    FrontDate "front/date" Error free "a date that cannot be read"
    FrontRelease "front/release" Error firm "a field says that a page is not to be published, or not yet, and cannot be honoured: the page is held back"
    FrontDateAhead "front/date-ahead" Warning free "a day of publication that has not come, on a page that does not wait for it"
    FrontIdentifier "front/identifier" Error free "a DOI, ORCID or other identifier of the wrong form"
    FrontOrder "front/order" Error free "two dates in the wrong order"
    ContentKind "content/kind" Error firm "a kind of page that does not exist"
    ContentEmpty "content/empty" Warning free "a page with nothing in it"
    ContentTitle "content/title" Warning free "a page with no title of its own"
    AddressTaken "address/taken" Error firm "two sources of one address"
    AddressAlias "address/alias" Warning free "an alias or redirect from where something stands already"
    AddressInvalid "address/invalid" Error firm "an address that leaves the site or cannot be written"
    MarkdownUnknownComponent "markdown/unknown-component" Error firm "a component that does not exist"
    MarkdownUnclosedComponent "markdown/unclosed-component" Error firm "a component that is not closed, or closed but never opened"
    MarkdownArgument "markdown/argument" Error free "a component's argument is missing, unknown or of the wrong form"
    MarkdownHtmlRemoved "markdown/html-removed" Warning free "raw HTML that is not safe was removed"
    MarkdownHeadingJump "markdown/heading-jump" Warning free "a heading level is left out"
    MarkdownHeadingOne "markdown/heading-one" Warning free "a second first-level heading"
    MarkdownDuplicateId "markdown/duplicate-id" Error free "an anchor is given twice"
    MarkdownDepth "markdown/depth" Error firm "lists or quotes nested too deep to show"
    MarkdownMath "markdown/math" Error free "a formula that cannot be read"
    MarkdownFootnote "markdown/footnote" Warning free "a footnote that is never referred to, or does not exist"
    MarkdownSlide "markdown/slide" Error free "a slide where no slide can begin"
    MarkdownSlideHeading "markdown/slide-heading" Warning free "a slide without a heading"
    MarkdownLeftover "markdown/leftover" Warning free "markup that readers see as it is: of another generator, or with a slip"
    MarkdownTable "markdown/table" Error free "a row of a table with more cells than its head: readers do not see the others"
    MarkdownQuiz "markdown/quiz" Error free "a question without words or choices, or without a choice that is right"
    LinkScheme "links/scheme" Warning free "a link with a scheme that is not safe was removed"
    LinkMissing "links/missing" Error free "a link that leads to no page or file"
    LinkAnchor "links/anchor" Error free "a link to an anchor that its page does not have"
    LinkWithheld "links/withheld" Warning free "a link to a page that is not published"
    ImageMissing "images/missing" Error free "an image that does not exist"
    ImageAlt "images/alt" Warning free "an image without a text alternative"
    ImageUnreadable "images/unreadable" Error free "an image that is damaged, or whose size cannot be read"
    ImageTooLarge "images/too-large" Error free "an image of so many pixels that nothing is made of it"
    ImageMetadata "images/metadata" Warning free "an image from which what its camera noted is not taken out"
    TrainingCaptions "training/captions" Error free "a video of the hub without captions"
    TrainingTranscript "training/transcript" Error free "a sound recording of the hub without a text of it"
    TrainingWebvtt "training/webvtt" Error free "captions that players cannot show"
    TrainingCredits "training/credits" Warning free "credits that are granted for thirty days more, or no longer"
    PodcastCover "podcast/cover" Warning free "a podcast without a cover that its directories take"
    CardGlyph "card/glyph" Error free "a character on a share card that no font has"
    CardLarge "card/large" Warning free "a mark or shapes that are not on share cards, because they would make them too large"
    CitationUnknown "citations/unknown" Error free "a citation of a work that no bibliography has"
    CitationKey "citations/key" Error free "one key for two works"
    CitationFile "citations/file" Error free "a bibliography that does not exist"
    CitationIdentifier "citations/identifier" Error free "a DOI or PubMed number of the wrong form in a bibliography"
    TermUnknown "term/unknown" Warning free "a topic that differs from another by a slip"
    PersonUnknown "person/unknown" Warning free "an author or reviewer id that no page in people/ has"
    PrivacySocialSecurity "privacy/social-security" Error free "what looks like a Social Security number"
    PrivacyMedicare "privacy/medicare" Error free "what looks like a Medicare number"
    PrivacyNhs "privacy/nhs-number" Error free "what looks like an NHS number"
    PrivacyRecord "privacy/record-number" Error free "what looks like the number of a patient's record"
    PrivacyBirthDate "privacy/birth-date" Error free "what looks like a patient's date of birth"
    PrivacyFileName "privacy/file-name" Error free "a picture whose name holds what looks like a patient's number or date of birth"
    PrivacyThirdParty "privacy/third-party" Warning free "something that a page loads from elsewhere"
    PrivacyTrackingLink "privacy/tracking-link" Warning free "a link that tells who follows it"
    DoseAbbreviation "dose/abbreviation" Warning free "an abbreviation by which medicines were confused"
    DoseZero "dose/zero" Warning free "a dose with a zero too many or too few around its point"
    DoseSpacing "dose/spacing" Warning free "an amount that is not written as the hub writes amounts"
    RiskRelative "risk/relative" Warning free "a change of a risk, without a number for how large the risk is"
    ReadabilityHard "readability/hard" Warning free "a text that is harder to read than the hub wants"
    CareTwice "care/twice" Warning free "two care cards of one level on a page"
    CareLink "care/link" Warning free "a link in an emergency card that leads away from getting help"
    CareNumber "care/number" Warning free "a care card that tells to call a number that the hub does not have"
    ReviewAhead "review/ahead" Warning free "a review on a day that has not come"
    AlertPart "alert/part-missing" Warning free "an alert in force lacks a part that people need"
    AlertLate "alert/update-late" Warning free "the update that an alert promised has not come"
    AlertNotIssued "alert/not-issued" Warning free "an alert or an update of it has no message for programs"
    AlertEdited "alert/edited" Warning free "an alert says other than the message that was issued"
    AlertTranslation "alert/translation" Warning free "an alert is graver, or in force at other times, in one language than in another"
    AlertMessage "alert/message" Error free "the file of an issued message is none of this alert"
    ReviewOverdue "review/overdue" Warning free "a page whose review is overdue"
    ReviewMissing "review/missing" Warning free "a page without the review that its kind must have"
    TranslationStale "translation/stale" Warning free "a translation that is older than the last change of what it translates"
    TranslationUnchecked "translation/unchecked" Warning free "a translation by a machine that no person has checked"
    GuideAudience "guide/audience" Warning free "one of several versions of a guide that does not say for whom it is"
    ResearchPaper "research/paper" Warning free "a page that is a paper, without authors or a day"
    ResearchLaySummary "research/lay-summary" Warning free "a lay summary of a trial without all ten elements that European law asks for"
    TableData "table/data" Error free "a table whose rows cannot be read"
    ChartData "chart/data" Error free "a chart that cannot be drawn"
    ResearchStatus "research/status" Error free "a retraction of a result whose status does not say so"
    ResearchNotice "research/notice" Warning free "a result that was corrected, doubted or taken back without a day or a reason, or without its status saying so"
    ResearchAhead "research/ahead" Warning free "a retraction, a doubt or a correction of a result on a day that has not come"
    ResearchCited "research/cites-retracted" Warning free "a page that cites a result that was retracted or withdrawn, by a link, its DOI or a citation, without saying so"
    LiveTime "live/time" Error firm "an update of live coverage, or a correction, whose time cannot be read"
    LiveOrder "live/order" Warning free "an update that is out of order, or before or after the coverage"
    LiveKey "live/key" Warning free "an update without a key that stays"
    LiveHalted "live/halted" Warning free "coverage that was halted without saying when: no update is shown"
    LiveConsent "live/consent" Error firm "live coverage of a patient without consent: the page is held back"
    RedirectTarget "redirect/target" Warning free "a redirect that leads nowhere"
    ShareTags "share/tags-missing" Error free "a tag that networks ask for is missing in the head of a page"
    ShareAddress "share/address" Error free "an address for networks is not whole, or not the page's own"
    ShareInsecure "share/insecure" Warning free "an address for networks begins with http://"
    ShareAddressLong "share/address-long" Error free "an address that is too long for a preview"
    ShareExtension "share/extension" Warning free "a page's address ends like another kind of file"
    ShareImageMissing "share/image-missing" Error free "a share picture is not in the output"
    ShareImageFormat "share/image-format" Warning free "a share picture of a kind that some networks do not show"
    ShareImageDeclared "share/image-declared" Error free "a share picture is not what its name or the page says"
    ShareImageSmall "share/image-small" Warning free "a share picture that is shown small or not at all"
    ShareImageShape "share/image-shape" Warning free "a share picture that networks cut, or do not show"
    ShareImageHeavy "share/image-heavy" Warning free "a share picture with more bytes than networks take"
    ShareImageMany "share/image-many" Warning free "more than one share picture"
    ShareImageAlt "share/image-alt" Warning free "a share picture without a text alternative, or with too long a one"
    ShareTitleLong "share/title-long" Warning free "a title that networks cut"
    ShareTitleSite "share/title-site" Warning free "a share title that repeats the hub's name"
    ShareDescriptionLong "share/description-long" Warning free "a description that networks cut"
    ShareSiteLong "share/site-name-long" Error free "a name of the hub that is too long for a preview"
    ShareTagsMany "share/tags-many" Error free "more tags of Open Graph than are read"
    ShareLate "share/late" Warning free "tags for networks stand far from the beginning of a page"
    ShareCharset "share/charset" Error free "the character set is not said at the beginning of a page"
    SharePageLarge "share/page-large" Warning free "a page that is too large for a preview"
    ShareFeedLarge "share/feed-large" Warning free "a feed that is too large for validators and some readers"
    ShareSyntax "share/syntax" Error free "tags written in a way that not every network reads"
    ShareThemeColor "share/theme-color" Warning free "a theme colour that Discord does not take"
    ShareLargeImage "share/large-image" Warning free "nothing allows Google to show the picture large"
    ShareStructured "share/structured-data" Warning free "structured data where Mastodon does not find it"
    ShareHeadline "share/headline" Error free "structured data has another title than the page's tags or its heading"
    ShareDate "share/date" Warning free "a date in structured data that the page does not show"
    ShareAuthor "share/author" Warning free "an author's name in structured data is more than a name"
    ShareOembed "share/oembed" Warning free "an oEmbed document hides a page's own tags"
    ShareVideo "share/video" Warning free "a video that some networks download and play at once"
    ShareRobots "share/robots" Error free "robots.txt keeps out who fetches previews"
    OutputInside "output/inside" Error firm "the output folder is where sources are"
    OutputForeign "output/foreign" Error firm "a file in the output folder that is not ours is in the way"
    OutputWithdrawn "output/withdrawn" Error firm "an output that could not be made was removed, because it told of what is not to be seen now"
    OutputStale "output/stale" Error firm "an output that was kept is not what a clean build makes"
}

impl Code {
    /// The code called `text`.
    pub fn from_text(text: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.text() == text)
    }
}

impl BorshSerialize for Code {
    /// As its text: what is remembered stays readable when codes are added.
    fn serialize<W: std::io::Write>(&self, to: &mut W) -> std::io::Result<()> {
        BorshSerialize::serialize(self.text(), to)
    }
}

impl BorshDeserialize for Code {
    fn deserialize_reader<R: std::io::Read>(from: &mut R) -> std::io::Result<Code> {
        Code::from_text(&String::deserialize_reader(from)?).ok_or_else(|| std::io::ErrorKind::InvalidData.into())
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_twice_is_reported_once_and_verdicts_apply() {
        let at = |line| Place { line, ..Place::file("a.md") };
        let broken = |line| Diagnostic::new(Code::LinkMissing, at(line), "no", "");
        let verdicts = BTreeMap::from([(Code::LinkMissing, Verdict::At(Level::Error)), (Code::ImageAlt, Verdict::Off)]);
        let alt = Diagnostic::new(Code::ImageAlt, at(1), "no alt", "");
        let settled = settle(vec![broken(2), alt, broken(1), broken(2)], &verdicts);
        let lines: Vec<_> = settled.iter().map(|d| (d.place.line, d.level)).collect();
        assert_eq!(lines, [(1, Level::Error), (2, Level::Error)]);
    }

    #[test]
    fn of_each_code_the_first_are_told_and_the_rest_counted() {
        let mut tally = Tally::default();
        for line in 1..=250 {
            let told = || Diagnostic::new(Code::LinkMissing, Place { line, ..Place::file("a.md") }, "no", "");
            tally.add(Code::LinkMissing, told);
        }
        tally.push(Diagnostic::new(Code::ImageAlt, Place::file("a.md"), "no alt", ""));
        let told = tally.finish();
        assert_eq!((told.len(), told[99].place.line), (101, 100));
        assert_eq!(told[99].help.as_deref(), Some("150 more in this file are not shown"));
        assert_eq!(told[100].help, None);
    }

    #[test]
    fn lists_read_as_sentences() {
        assert_eq!(one_of(["a", "b", "c"]), "`a`, `b` or `c`");
        assert_eq!(one_of(["a"]), "`a`");
    }
}
