//! Words of the outside world that configuration is held against, and language tags.

/// Kinds of organization that schema.org knows and that publish on health.
pub(super) const ORGANIZATIONS: &[&str] = &[
    "Organization",
    "NewsMediaOrganization",
    "GovernmentOrganization",
    "NGO",
    "ResearchOrganization",
    "EducationalOrganization",
    "CollegeOrUniversity",
    "School",
    "MedicalOrganization",
    "MedicalBusiness",
    "MedicalClinic",
    "Hospital",
    "Physician",
    "Pharmacy",
    "Dentist",
    "Optician",
    "DiagnosticLab",
    "VeterinaryCare",
    "EmergencyService",
    "FundingAgency",
    "FundingScheme",
    "Consortium",
    "Corporation",
    "LibrarySystem",
    "LocalBusiness",
    "Project",
    "ResearchProject",
];

/// Pages on which an organization says how it works, as schema.org knows them.
pub(super) const POLICIES: [&str; 4] =
    ["publishing_principles", "corrections_policy", "ethics_policy", "ownership_funding"];

/// Networks where a hub may have an account.
pub(super) const NETWORKS: &[&str] = &[
    "mastodon",
    "x",
    "bluesky",
    "linkedin",
    "facebook",
    "instagram",
    "threads",
    "youtube",
    "tiktok",
    "whatsapp",
    "telegram",
    "reddit",
    "pinterest",
    "wechat",
    "weibo",
    "github",
];

/// The categories of Apple Podcasts, which other directories read too, with those below each.
pub(super) const PODCAST_CATEGORIES: &[(&str, &[&str])] = &[
    ("Arts", &["Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"]),
    ("Business", &["Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit"]),
    ("Comedy", &["Comedy Interviews", "Improv", "Stand-Up"]),
    ("Education", &["Courses", "How To", "Language Learning", "Self-Improvement"]),
    ("Fiction", &["Comedy Fiction", "Drama", "Science Fiction"]),
    ("Government", &[]),
    ("Health & Fitness", &["Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality"]),
    ("History", &[]),
    ("Kids & Family", &["Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"]),
    (
        "Leisure",
        &["Animation & Manga", "Automotive", "Aviation", "Crafts", "Games", "Hobbies", "Home & Garden", "Video Games"],
    ),
    ("Music", &["Music Commentary", "Music History", "Music Interviews"]),
    (
        "News",
        &[
            "Business News",
            "Daily News",
            "Entertainment News",
            "News Commentary",
            "Politics",
            "Sports News",
            "Tech News",
        ],
    ),
    (
        "Religion & Spirituality",
        &["Buddhism", "Christianity", "Hinduism", "Islam", "Judaism", "Religion", "Spirituality"],
    ),
    (
        "Science",
        &[
            "Astronomy",
            "Chemistry",
            "Earth Sciences",
            "Life Sciences",
            "Mathematics",
            "Natural Sciences",
            "Nature",
            "Physics",
            "Social Sciences",
        ],
    ),
    ("Society & Culture", &["Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships"]),
    (
        "Sports",
        &[
            "Baseball",
            "Basketball",
            "Cricket",
            "Fantasy Sports",
            "Football",
            "Golf",
            "Hockey",
            "Rugby",
            "Running",
            "Soccer",
            "Swimming",
            "Tennis",
            "Volleyball",
            "Wilderness",
            "Wrestling",
        ],
    ),
    ("Technology", &[]),
    ("True Crime", &[]),
    ("TV & Film", &["After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"]),
];

/// Kinds of page, as `kind:` names them.
pub(super) const KINDS: &[&str] =
    &["page", "news", "research", "guide", "alert", "live", "training", "event", "question", "person"];

/// Time zones that somebody may have meant. Every zone of the database is read; these are only for
/// near misses.
pub(super) const ZONES: &[&str] = &[
    "UTC",
    "Africa/Accra",
    "Africa/Addis_Ababa",
    "Africa/Cairo",
    "Africa/Johannesburg",
    "Africa/Lagos",
    "Africa/Nairobi",
    "America/Argentina/Buenos_Aires",
    "America/Bogota",
    "America/Chicago",
    "America/Denver",
    "America/Halifax",
    "America/Lima",
    "America/Los_Angeles",
    "America/Mexico_City",
    "America/New_York",
    "America/Phoenix",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/Toronto",
    "America/Vancouver",
    "Asia/Bangkok",
    "Asia/Dhaka",
    "Asia/Dubai",
    "Asia/Ho_Chi_Minh",
    "Asia/Hong_Kong",
    "Asia/Jakarta",
    "Asia/Jerusalem",
    "Asia/Karachi",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Manila",
    "Asia/Riyadh",
    "Asia/Seoul",
    "Asia/Shanghai",
    "Asia/Singapore",
    "Asia/Taipei",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Atlantic/Reykjavik",
    "Australia/Adelaide",
    "Australia/Brisbane",
    "Australia/Melbourne",
    "Australia/Perth",
    "Australia/Sydney",
    "Europe/Amsterdam",
    "Europe/Athens",
    "Europe/Berlin",
    "Europe/Brussels",
    "Europe/Budapest",
    "Europe/Copenhagen",
    "Europe/Dublin",
    "Europe/Helsinki",
    "Europe/Istanbul",
    "Europe/Kyiv",
    "Europe/Lisbon",
    "Europe/London",
    "Europe/Madrid",
    "Europe/Oslo",
    "Europe/Paris",
    "Europe/Prague",
    "Europe/Rome",
    "Europe/Stockholm",
    "Europe/Vienna",
    "Europe/Warsaw",
    "Europe/Zurich",
    "Pacific/Auckland",
    "Pacific/Honolulu",
];

/// Whether `text` has the form of a language tag of BCP 47: a language of two or three letters, then
/// parts of up to eight letters and digits.
pub(super) fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    (2..=3).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// A language tag and what it is a kind of, most special first: `zh-Hant-TW`, `zh-Hant`, `zh`.
pub(super) fn lineage(tag: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(tag), |tag| tag.rsplit_once('-').map(|(wider, _)| wider))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instant::Zone;

    #[test]
    fn every_zone_that_is_suggested_exists() {
        assert_eq!(ZONES.iter().find(|zone| Zone::named(zone).is_none()), None);
    }

    #[test]
    fn language_tags_have_a_form() {
        for tag in ["en", "en-GB", "zh-Hant-TW", "gsw", "es-419", "de-1996"] {
            assert!(is_language(tag), "{tag}");
        }
        for tag in ["", "e", "english", "en_GB", "en-", "en GB", "../en", "en-waytoolong"] {
            assert!(!is_language(tag), "{tag}");
        }
        assert_eq!(lineage("zh-Hant-TW").collect::<Vec<_>>(), ["zh-Hant-TW", "zh-Hant", "zh"]);
    }
}
