//! Fields by which other systems hide a page: `published: false`, `status: pending`, `publishDate`, `password`.
//!
//! A page that plainly says "not yet", "not any more" or "not for all" in the words of another system must not be published
//! because the field has another name here. [`meaning`] knows the names, and [`Meaning::hides`] what their values say.
//! Days and times are read as our own `publish_at` and `expires`; everything else holds the page back until the field is
//! renamed, removed, or named in `front_matter.ignore`.

use crate::span::Source;
use crate::yaml::{self, Node, Value};

/// What a field of another system says with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The page is hidden unless the value says no: `hidden`, `private`, `drafts`.
    HiddenIf,
    /// The page is hidden if the value says yes: `hide`, which elsewhere also names parts of a page.
    HiddenIfYes,
    /// The page is hidden if the value says no: `published`, `show`, `public`. A date says when it begins.
    ShownIf,
    /// A word says whether the page is hidden: `status`, `visibility`.
    State,
    /// A map says whether and where the page is shown: `build`.
    Rendering,
    /// A map in which other systems keep such fields: `params: {draft: true}`.
    Container,
    /// The page is for those who know a word: `password`.
    Secret,
    /// The page begins then: `publishDate`.
    Begins,
    /// The page ends then: `expiryDate`.
    Ends,
}

/// Names, in lower case and without anything but letters and digits, by meaning.
const NAMES: &[(Meaning, &[&str])] = &[
    (
        Meaning::HiddenIf,
        &[
            "drafts",
            "isdraft",
            "indraft",
            "draftmode",
            "unpublished",
            "private",
            "isprivate",
            "hidden",
            "ishidden",
            "hidepage",
            "hidefromall",
            "unlisted",
            "isunlisted",
            "archived",
            "isarchived",
            "deleted",
            "isdeleted",
            "trashed",
            "disabled",
            "inactive",
            "confidential",
            "internal",
            "internalonly",
            "staffonly",
            "membersonly",
            "memberonly",
            "subscribersonly",
            "loginrequired",
            "requirelogin",
            "requireslogin",
            "protected",
            "restricted",
            "pending",
            "notpublished",
            "donotpublish",
            "dontpublish",
            "nopublish",
            "wip",
            "workinprogress",
            "retired",
            "eleventyexcludefromcollections",
            "excludefrombuild",
            "formembers",
            "subscriberonly",
            "needslogin",
            "requiresauth",
            "requireauth",
            "authrequired",
            "authenticationrequired",
            "requiresauthentication",
            "isprotected",
            "isrestricted",
            "restrictedto",
            "isconfidential",
            "secret",
            "passwordprotected",
            "allowedroles",
            "allowedusers",
            "allowedgroups",
            "accessroles",
            "viewers",
            "acl",
            "gated",
            "paywall",
            "paywalled",
        ],
    ),
    (
        Meaning::HiddenIfYes,
        &[
            "hide",
            "skip",
            "excluded",
            "exclude",
            "hiddenpage",
            "unfinished",
            "hidefrompublic",
            "invisible",
            "isunpublished",
            "neverpublish",
            "trash",
            "istrashed",
            "removed",
            "isdisabled",
            "ispending",
            "onhold",
            "hold",
            "held",
            "suppressed",
            "excludefromcollections",
            "excludefromsite",
            "ignore",
            "ignored",
            "isinternal",
            "comingsoon",
            "quarantined",
            "unapproved",
        ],
    ),
    (
        Meaning::ShownIf,
        &[
            "published",
            "publish",
            "ispublished",
            "visible",
            "isvisible",
            "public",
            "ispublic",
            "live",
            "islive",
            "online",
            "active",
            "isactive",
            "enabled",
            "isenabled",
            "show",
            "shown",
            "showpage",
            "render",
            "output",
            "permalink",
            "released",
            "isreleased",
            "approved",
            "isapproved",
            "listed",
            "indexed",
            "publishable",
            "islisted",
            "display",
            "displayed",
            "ready",
            "isready",
            "readytopublish",
            "signedoff",
            "isonline",
        ],
    ),
    (
        Meaning::State,
        &[
            "status",
            "state",
            "visibility",
            "access",
            "accesslevel",
            "publishstatus",
            "publishingstatus",
            "publicationstatus",
            "publishedstatus",
            "pagestatus",
            "poststatus",
            "contentstatus",
            "workflow",
            "workflowstate",
            "workflowstatus",
            "moderationstate",
            "moderation",
            "editorialstatus",
            "stage",
            "articlestatus",
            "publicationstate",
            "publishstate",
            "moderationstatus",
            "reviewstatus",
            "reviewstate",
            "approval",
            "approvalstatus",
            "accesscontrol",
            "privacy",
            "audience",
            "classification",
            "sensitivity",
            "distribution",
        ],
    ),
    (Meaning::Rendering, &["build"]),
    (
        Meaning::Secret,
        &[
            "password",
            "passwd",
            "passphrase",
            "passcode",
            "accesscode",
            "pagepassword",
            "postpassword",
            "accesspassword",
        ],
    ),
    (
        Meaning::Begins,
        &[
            "publishdate",
            "publishon",
            "publishtime",
            "publishafter",
            "publishfrom",
            "publisheddate",
            "publishedat",
            "publishedon",
            "publicationdate",
            "publicationtime",
            "datepublished",
            "pubdate",
            "pubtime",
            "releasedate",
            "releaseat",
            "releaseon",
            "releasetime",
            "golive",
            "golivedate",
            "goliveat",
            "goliveon",
            "liveat",
            "liveon",
            "livefrom",
            "livedate",
            "startpublishing",
            "visiblefrom",
            "showfrom",
            "showafter",
            "availablefrom",
            "scheduled",
            "scheduledat",
            "scheduledfor",
            "scheduledate",
            "scheduleddate",
            "scheduleat",
            "schedulefor",
            "unhideat",
            "notbefore",
            "hideuntil",
            "hiddenuntil",
            "publishdatetime",
            "publishingdate",
            "publishup",
            "datepublish",
            "publicfrom",
            "releasefrom",
            "dateofrelease",
            "goesliveon",
            "availableon",
            "availableat",
            "availabledate",
            "displayfrom",
            "startpublish",
            "schedulepublish",
            "postdate",
            "holduntil",
            "privateuntil",
            "draftuntil",
            "validfrom",
            "launchdate",
            "launchon",
            "launchat",
            "activefrom",
            "onlinefrom",
        ],
    ),
    (
        Meaning::Ends,
        &[
            "expirydate",
            "expire",
            "expired",
            "expiresat",
            "expireson",
            "expiredate",
            "expiresdate",
            "expireat",
            "expireon",
            "expiration",
            "expirationdate",
            "expiry",
            "unpublish",
            "unpublishdate",
            "unpublishat",
            "unpublishon",
            "unpublisheddate",
            "until",
            "validuntil",
            "validthrough",
            "validto",
            "showuntil",
            "visibleuntil",
            "availableuntil",
            "publishuntil",
            "publishto",
            "displayuntil",
            "archiveon",
            "archiveat",
            "archivedate",
            "archivedat",
            "deleteon",
            "deleteat",
            "removeon",
            "removeat",
            "removedate",
            "takedown",
            "takedowndate",
            "hideafter",
            "hideon",
            "hidefrom",
            "sunset",
            "sunsetdate",
            "notafter",
            "endpublishing",
            "expirationtime",
            "expirytime",
            "unpublishafter",
            "publishdown",
            "publisheduntil",
            "liveuntil",
            "activeuntil",
            "onlineuntil",
            "removeafter",
            "deleteafter",
            "deletedate",
            "offlineat",
            "offlinefrom",
            "endofdisplay",
        ],
    ),
    (
        Meaning::Container,
        &["params", "cascade", "meta", "metadata", "page", "defaults", "publishing", "publication", "frontmatter"],
    ),
];

/// Words for a state in which a page is not for all, without anything but letters.
const HIDDEN_STATES: &[&str] = &[
    "draft",
    "drafts",
    "autodraft",
    "pending",
    "pendingreview",
    "private",
    "future",
    "scheduled",
    "trash",
    "trashed",
    "archive",
    "archived",
    "hidden",
    "unlisted",
    "unpublished",
    "notpublished",
    "inreview",
    "review",
    "forreview",
    "needsreview",
    "underreview",
    "inprogress",
    "progress",
    "wip",
    "workinprogress",
    "embargo",
    "embargoed",
    "expired",
    "deleted",
    "removed",
    "password",
    "protected",
    "members",
    "membersonly",
    "memberonly",
    "loggedin",
    "login",
    "subscribers",
    "internal",
    "internalonly",
    "restricted",
    "confidential",
    "staff",
    "staffonly",
    "inactive",
    "disabled",
    "retired",
    "onhold",
    "hold",
    "offline",
    "todo",
    "idea",
    "planned",
    "rejected",
    "secret",
    "finaldraft",
    "privately",
    "readyforreview",
    "awaitingreview",
    "awaitingapproval",
    "awaiting",
    "toreview",
    "submitted",
    "unreleased",
    "member",
    "subscribersonly",
    "passwordprotected",
    "incomplete",
    "unfinished",
    "held",
    "suspended",
    "off",
    "never",
    "later",
    "notyet",
    "employees",
    "team",
    "nobody",
    "noone",
    "onlyme",
    "inviteonly",
    "authenticated",
    "registered",
    "unapproved",
    "notapproved",
    "withdrawn",
    "entwurf",
    "brouillon",
    "borrador",
    "bozza",
    "rascunho",
    "utkast",
    "kladde",
    "luonnos",
    "drafft",
];

/// Words that say so within a longer text: `Draft, do not publish`, `Pending legal`.
const HIDDEN_WORDS: &[&str] = &[
    "draft",
    "pending",
    "private",
    "unpublished",
    "embargo",
    "embargoed",
    "hidden",
    "confidential",
    "internal",
    "restricted",
    "awaiting",
    "unlisted",
];

/// Returns what the field `name` says in other systems, if it can hide a page there.
pub fn meaning(name: &str) -> Option<Meaning> {
    let name = plain(name);
    NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(meaning, _)| *meaning)
}

impl Meaning {
    /// The field of ours that says the same.
    pub fn ours(self) -> &'static str {
        match self {
            Meaning::HiddenIf
            | Meaning::HiddenIfYes
            | Meaning::ShownIf
            | Meaning::State
            | Meaning::Rendering
            | Meaning::Container
            | Meaning::Secret => "draft",
            Meaning::Begins => "publish_at",
            Meaning::Ends => "expires",
        }
    }

    /// Whether `node` says that the page is hidden, whatever the day. Fields with days are judged by them instead.
    pub fn hides(self, node: &Node, source: &Source) -> bool {
        match self {
            Meaning::HiddenIf => !says_no(node, source) && !is_nothing(node, source),
            Meaning::HiddenIfYes => says_yes(node, source),
            Meaning::ShownIf => says_no(node, source) || words(node, source).iter().any(|word| is_hidden_state(word)),
            Meaning::Container => match &node.value {
                Value::Map(entries) => entries.iter().any(|(key, value)| hides_in_map(&key.value, value, source)),
                _ => false,
            },
            Meaning::State => says_no(node, source) || words(node, source).iter().any(|word| is_hidden_state(word)),
            Meaning::Rendering => match &node.value {
                Value::Map(entries) => entries.iter().any(|(key, value)| {
                    matches!(plain(&key.value).as_str(), "render" | "list" | "output") && says_no(value, source)
                }),
                _ => says_no(node, source),
            },
            Meaning::Secret => !says_no(node, source) && !is_nothing(node, source),
            Meaning::Begins => false,
            Meaning::Ends => says_yes(node, source),
        }
    }
}

/// Whether a field in a map of another system hides the page. Only names that mean nothing else there count.
fn hides_in_map(name: &str, node: &Node, source: &Source) -> bool {
    match plain(name).as_str() {
        "draft" | "drafts" | "isdraft" | "unpublished" | "unlisted" => says_yes(node, source),
        "published" => says_no(node, source),
        "embargo" | "embargountil" => !says_nothing(node, source),
        _ => false,
    }
}

/// Whether `text` is a state in which a page is not for all: `Pending review`.
pub fn is_hidden_state(text: &str) -> bool {
    let words = || text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    HIDDEN_STATES.contains(&plain(text).as_str()) || words().any(|word| HIDDEN_WORDS.contains(&word.as_str()))
}

/// Whether a line `name: value` of a text can only be a field that decides when a page may be seen.
pub fn is_life_cycle(name: &str, value: &str) -> bool {
    let is_date = || {
        let digits = value.bytes().take_while(u8::is_ascii_digit).count();
        digits == 4 && value.as_bytes().get(4).is_some_and(|sign| b"-/.".contains(sign))
    };
    let is_truth = || matches!(plain(value).as_str(), "true" | "false" | "yes" | "no" | "on" | "off" | "0" | "1");
    match plain(name).as_str() {
        "draft" => is_truth() || is_hidden_state(value),
        "drafts" | "isdraft" | "published" | "unpublished" | "publish" | "private" | "hidden" | "unlisted" => {
            is_date() || is_truth()
        }
        "publishat" | "expires" => is_date(),
        plain if plain.starts_with("embargo") => is_date() || is_truth(),
        _ => match meaning(name) {
            Some(Meaning::State) => HIDDEN_STATES.contains(&plain(value).as_str()),
            Some(Meaning::Begins | Meaning::Ends) => is_date(),
            _ => false,
        },
    }
}

/// `text` in lower case, without anything but letters and digits.
pub fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_ascii_lowercase()
}

/// Whether a field with a date has none: it was left empty, or says no.
pub fn says_nothing(node: &Node, source: &Source) -> bool {
    is_nothing(node, source) || says_no(node, source)
}

fn says_yes(node: &Node, source: &Source) -> bool {
    let text = yaml::text(node, source).unwrap_or_default();
    matches!(plain(&text).as_str(), "true" | "yes" | "on" | "1" | "y")
}

fn says_no(node: &Node, source: &Source) -> bool {
    match &node.value {
        Value::Bool(value) => !value,
        Value::List(_) | Value::Map(_) | Value::Null => false,
        _ => {
            let text = yaml::text(node, source).unwrap_or_default();
            matches!(plain(&text).as_str(), "false" | "no" | "off" | "0" | "n" | "never" | "none" | "f")
        }
    }
}

/// Whether a form was left empty: null, an empty text, list or map.
fn is_nothing(node: &Node, source: &Source) -> bool {
    match &node.value {
        Value::Null => true,
        Value::List(nodes) => nodes.is_empty(),
        Value::Map(entries) => entries.is_empty(),
        _ => yaml::text(node, source).is_ok_and(|text| text.trim().is_empty()),
    }
}

/// The word of a field, or the words of its list.
fn words(node: &Node, source: &Source) -> Vec<String> {
    let nodes = match &node.value {
        Value::List(nodes) => nodes.as_slice(),
        _ => std::slice::from_ref(node),
    };
    nodes.iter().filter_map(|node| yaml::text(node, source).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_one_meaning_and_no_field_of_ours_is_among_them() {
        let names: Vec<&str> = NAMES.iter().flat_map(|(_, names)| *names).copied().collect();
        for name in &names {
            assert_eq!(names.iter().filter(|other| *other == name).count(), 1, "{name}");
            assert_eq!(plain(name), *name);
            assert!(
                ["status", "audience"].contains(name)
                    || crate::content::fields::FIELDS.iter().all(|field| field.name != *name),
                "{name}"
            );
        }
    }

    #[test]
    fn names_are_known_in_every_spelling() {
        for (name, expected) in [
            ("publishDate", Some(Meaning::Begins)),
            ("Publish-Date", Some(Meaning::Begins)),
            ("_build", Some(Meaning::Rendering)),
            ("is_private", Some(Meaning::HiddenIf)),
            ("PUBLISHED", Some(Meaning::ShownIf)),
            ("layout", None),
            ("noindex", None),
        ] {
            assert_eq!(meaning(name), expected, "{name}");
        }
    }

    #[test]
    fn lines_of_prose_are_not_fields_of_the_life_cycle() {
        for (name, value) in
            [("draft", "true"), ("Status", "Draft"), ("Embargo", "2027-01-01"), ("expires", "2027-01-01")]
        {
            assert!(is_life_cycle(name, value), "{name}: {value}");
        }
        for (name, value) in [
            ("Access", "by the main entrance"),
            ("Status", "the clinic is open"),
            ("Password", "see the leaflet"),
            ("Note", "true"),
            ("Expires", "at the end of the year"),
            ("Draft", "the first text of a page"),
        ] {
            assert!(!is_life_cycle(name, value), "{name}: {value}");
        }
    }
}
