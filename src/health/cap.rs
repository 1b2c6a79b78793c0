//! Messages of the Common Alerting Protocol 1.2 (OASIS standard of 1 July 2010, ITU-T X.1303bis), written and looked into.
//!
//! A message that was issued never changes: an update or a cancellation is another message that refers to those before it.
//! The order of elements is the schema's. Times have an offset, `-00:00` for that of universal time, and no fractions;
//! identifiers and senders hold no space, comma, `<` or `&`.

use crate::instant::{Instant, Zone};
use crate::text::{excerpt, push_escaped};

/// The longest headline, in characters: what displays along a road or on a telephone have room for.
const HEADLINE: usize = 160;

/// A message.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// What it is known by everywhere.
    pub identifier: String,
    /// Who sends it.
    pub sender: String,
    /// When it was sent.
    pub sent: Instant,
    /// One of [`STATUSES`](super::alert::STATUSES).
    pub status: String,
    /// `Alert`, `Update` or `Cancel`.
    pub kind: &'static str,
    /// The messages that it updates or cancels, each as [`reference()`] has it.
    pub references: Vec<String>,
    /// What it says, once in each language.
    pub infos: Vec<Info>,
}

/// What a message says in one language.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the names and meanings are those of the standard")]
pub struct Info {
    pub language: String,
    pub category: Vec<String>,
    pub event: String,
    pub response: Vec<String>,
    pub urgency: String,
    pub severity: String,
    pub certainty: String,
    pub audience: Option<String>,
    pub effective: Option<Instant>,
    pub expires: Option<Instant>,
    pub sender_name: String,
    pub headline: String,
    pub description: String,
    pub instruction: Option<String>,
    pub web: String,
    pub contact: Option<String>,
    /// Names and values beyond the standard: the type of a message of the Health Alert Network.
    pub parameters: Vec<(String, String)>,
    pub areas: Vec<Area>,
}

/// Where it holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Area {
    /// In words.
    pub name: String,
    /// `lat,lon lat,lon …`, the first and last the same.
    pub polygons: Vec<String>,
    /// `lat,lon km`.
    pub circles: Vec<String>,
    /// Codes: system and value.
    pub geocodes: Vec<(String, String)>,
}

/// How a later message refers to one.
pub fn reference(sender: &str, identifier: &str, sent: &str) -> String {
    format!("{sender},{identifier},{sent}")
}

/// Whether a text can be an identifier or a sender.
pub fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || matches!(c, ',' | '<' | '&'))
}

/// The XML of a message; times are told in `zone`.
pub fn write(message: &Message, zone: &Zone) -> String {
    let mut xml = Xml { text: String::with_capacity(4 << 10), depth: 1 };
    xml.text.push_str(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\n",
    );
    xml.leaf("identifier", &message.identifier);
    xml.leaf("sender", &message.sender);
    xml.leaf("sent", &zone.alerting(message.sent));
    xml.leaf("status", &message.status);
    xml.leaf("msgType", message.kind);
    xml.leaf("scope", "Public");
    xml.some("references", Some(message.references.join(" ")).as_deref().filter(|text| !text.is_empty()));
    for info in &message.infos {
        xml.within("info", |xml| self::info(xml, info, zone));
    }
    xml.text.push_str("</alert>\n");
    xml.text
}

fn info(xml: &mut Xml, info: &Info, zone: &Zone) {
    xml.leaf("language", &info.language);
    info.category.iter().for_each(|category| xml.leaf("category", category));
    xml.leaf("event", &info.event);
    info.response.iter().for_each(|response| xml.leaf("responseType", response));
    xml.leaf("urgency", &info.urgency);
    xml.leaf("severity", &info.severity);
    xml.leaf("certainty", &info.certainty);
    xml.some("audience", info.audience.as_deref());
    xml.some("effective", info.effective.map(|at| zone.alerting(at)).as_deref());
    xml.some("expires", info.expires.map(|at| zone.alerting(at)).as_deref());
    xml.leaf("senderName", &info.sender_name);
    xml.leaf("headline", &excerpt(&info.headline, HEADLINE - 1));
    xml.leaf("description", &info.description);
    xml.some("instruction", info.instruction.as_deref());
    xml.leaf("web", &info.web);
    xml.some("contact", info.contact.as_deref());
    info.parameters.iter().for_each(|parameter| xml.pair("parameter", parameter));
    for area in &info.areas {
        xml.within("area", |xml| {
            xml.leaf("areaDesc", &area.name);
            area.polygons.iter().for_each(|polygon| xml.leaf("polygon", polygon));
            area.circles.iter().for_each(|circle| xml.leaf("circle", circle));
            area.geocodes.iter().for_each(|code| xml.pair("geocode", code));
        });
    }
}

/// The texts of a message in order, by the names of their elements.
pub fn texts(xml: &str) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for part in xml.split('<').skip(1) {
        let Some((tag, text)) = part.split_once('>') else { continue };
        if !tag.starts_with(['/', '?', '!']) && !text.trim().is_empty() {
            let name = tag.split_whitespace().next().unwrap_or(tag);
            texts.push((name.to_owned(), plain(text)));
        }
    }
    texts
}

/// The first text called `name`.
pub fn text<'t>(texts: &'t [(String, String)], name: &str) -> Option<&'t str> {
    texts.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str())
}

/// The first text called `name` in what the message says in `language`.
pub fn text_in<'t>(texts: &'t [(String, String)], language: &str, name: &str) -> Option<&'t str> {
    let begins = texts.iter().position(|(known, text)| known == "language" && text == language)?;
    let mut info = texts[begins + 1..].iter().take_while(|(known, _)| known != "language");
    info.find(|(known, _)| known == name).map(|(_, text)| text.as_str())
}

/// The texts of a message without what it says in `languages`.
pub fn without_languages(texts: &[(String, String)], languages: &[&str]) -> Vec<(String, String)> {
    let mut is_left_out = false;
    let kept = texts.iter().filter(|(name, text)| {
        if name == "language" {
            is_left_out = languages.contains(&text.as_str());
        }
        !is_left_out
    });
    kept.cloned().collect()
}

/// The element in which two messages say different things about the world, if any: who sent them, when, and where the hub
/// stands is not looked at.
pub fn difference(issued: &[(String, String)], now: &[(String, String)]) -> Option<String> {
    const FRAME: [&str; 7] = ["identifier", "sender", "sent", "references", "senderName", "web", "contact"];
    let said = |texts: &[(String, String)]| -> Vec<(String, String)> {
        texts.iter().filter(|(name, _)| !FRAME.contains(&name.as_str())).cloned().collect()
    };
    let (issued, now) = (said(issued), said(now));
    let longest = issued.len().max(now.len());
    let at = (0..longest).find(|at| issued.get(*at) != now.get(*at))?;
    now.get(at).or(issued.get(at)).map(|(name, _)| name.clone())
}

fn plain(text: &str) -> String {
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    entities.iter().fold(text.to_owned(), |text, (entity, character)| text.replace(entity, character))
}

struct Xml {
    text: String,
    depth: usize,
}

impl Xml {
    fn leaf(&mut self, name: &str, text: &str) {
        self.indent();
        self.text.push_str(&format!("<{name}>"));
        push_escaped(&mut self.text, text);
        self.text.push_str(&format!("</{name}>\n"));
    }

    fn some(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.leaf(name, text);
        }
    }

    fn pair(&mut self, name: &str, (system, value): &(String, String)) {
        self.within(name, |xml| {
            xml.leaf("valueName", system);
            xml.leaf("value", value);
        });
    }

    fn within(&mut self, name: &str, write: impl FnOnce(&mut Xml)) {
        self.indent();
        self.text.push_str(&format!("<{name}>\n"));
        self.depth += 1;
        write(self);
        self.depth -= 1;
        self.indent();
        self.text.push_str(&format!("</{name}>\n"));
    }

    fn indent(&mut self) {
        self.text.extend(std::iter::repeat_n("  ", self.depth));
    }
}

/// A polygon as the standard has it, if it is one: at least four points, the first and last the same.
pub fn polygon(text: &str) -> Option<String> {
    let points: Vec<&str> = text.split_whitespace().collect();
    let is_closed = points.len() >= 4 && points.first() == points.last();
    (is_closed && points.iter().all(|point| is_point(point))).then(|| points.join(" "))
}

/// A circle as the standard has it, if it is one: its centre and its radius in kilometres.
pub fn circle(text: &str) -> Option<String> {
    let (centre, radius) = text.trim().split_once(char::is_whitespace)?;
    let radius = radius.trim();
    (is_point(centre) && number(radius).is_some_and(|radius| radius >= 0.0)).then(|| format!("{centre} {radius}"))
}

/// Whether it is a latitude and a longitude in degrees: `53.48,-2.24`.
fn is_point(text: &str) -> bool {
    let within = |text: &str, most: f64| number(text).is_some_and(|number| number.abs() <= most);
    text.split_once(',').is_some_and(|(latitude, longitude)| within(latitude, 90.0) && within(longitude, 180.0))
}

fn number(text: &str) -> Option<f64> {
    let is_plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    text.parse().ok().filter(|_: &f64| is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message() -> Message {
        let info = Info {
            language: "en-GB".into(),
            category: vec!["Health".into()],
            event: "Heat & <light>".into(),
            urgency: "Expected".into(),
            severity: "Severe".into(),
            certainty: "Likely".into(),
            expires: Some("2026-07-03T09:00:00.5Z".parse().unwrap()),
            headline: "word ".repeat(80),
            areas: vec![Area {
                name: "Northtown".into(),
                geocodes: vec![("ONS".into(), "E1".into())],
                ..Area::default()
            }],
            ..Info::default()
        };
        Message {
            identifier: "hub.example-heat-2".into(),
            sender: "a@hub.example".into(),
            sent: "2026-01-02T09:00:00.25Z".parse().unwrap(),
            status: "Actual".into(),
            kind: "Update",
            references: vec![reference("a@hub.example", "hub.example-heat", "2026-01-01T09:00:00-00:00")],
            infos: vec![info],
        }
    }

    #[test]
    fn times_have_an_offset_no_fraction_and_never_a_z() {
        let london = Zone::named("Europe/London").unwrap();
        let texts = texts(&write(&message(), &london));
        assert_eq!(text(&texts, "sent"), Some("2026-01-02T09:00:00-00:00"));
        assert_eq!(text(&texts, "expires"), Some("2026-07-03T10:00:00+01:00"));
        assert_eq!(text(&texts, "references"), Some("a@hub.example,hub.example-heat,2026-01-01T09:00:00-00:00"));
    }

    #[test]
    fn what_is_written_is_read_again_and_compared_by_what_it_says() {
        let zone = Zone::utc();
        let read = texts(&write(&message(), &zone));
        assert_eq!(text(&read, "event"), Some("Heat & <light>"));
        assert!(text(&read, "headline").is_some_and(|headline| headline.chars().count() <= HEADLINE));
        let mut other = message();
        other.sent = "2026-02-02T09:00:00Z".parse().unwrap();
        other.infos[0].web = "https://other.example/".into();
        assert_eq!(difference(&read, &texts(&write(&other, &zone))), None);
        other.infos[0].severity = "Minor".into();
        assert_eq!(difference(&read, &texts(&write(&other, &zone))).as_deref(), Some("severity"));
        other = message();
        other.infos.push(other.infos[0].clone());
        assert_eq!(difference(&read, &texts(&write(&other, &zone))).as_deref(), Some("language"));
    }

    #[test]
    fn places_are_in_degrees_and_closed() {
        for (text, good) in [
            ("53.4,-2.2 53.5,-2.2 53.5,-2.3 53.4,-2.2", true),
            ("53.4,-2.2  53.5,-2.2\n53.5,-2.3 53.4,-2.2", true),
            ("53.4,-2.2 53.5,-2.2 53.4,-2.2", false),
            ("53.4,-2.2 53.5,-2.2 53.5,-2.3 53.6,-2.2", false),
            ("153.4,-2.2 53.5,-2.2 53.5,-2.3 153.4,-2.2", false),
            ("53.4 -2.2", false),
        ] {
            assert_eq!(polygon(text).is_some(), good, "{text}");
        }
        assert_eq!(circle(" 53.4,-2.2   12.5 ").as_deref(), Some("53.4,-2.2 12.5"));
        assert!(["53.4,-2.2", "53.4,-2.2 -1", "53.4,-2.2 inf", "a,b 1"].iter().all(|text| circle(text).is_none()));
    }

    #[test]
    fn names_hold_nothing_that_would_end_a_reference() {
        assert!(is_name("hub.example-heat") && !is_name("a b") && !is_name("a,b") && !is_name("") && !is_name("a&b"));
    }
}
