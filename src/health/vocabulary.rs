//! The words that health fields may have, as schema.org and the publishers' bodies spell them.

/// The values of schema.org's MedicalSpecialty.
pub const SPECIALTIES: &[&str] = &[
    "Anesthesia",
    "Cardiovascular",
    "CommunityHealth",
    "Dentistry",
    "Dermatologic",
    "Dermatology",
    "DietNutrition",
    "Emergency",
    "Endocrine",
    "Gastroenterologic",
    "Genetic",
    "Geriatric",
    "Gynecologic",
    "Hematologic",
    "Infectious",
    "LaboratoryScience",
    "Midwifery",
    "Musculoskeletal",
    "Neurologic",
    "Nursing",
    "Obstetric",
    "Oncologic",
    "Optometric",
    "Otolaryngologic",
    "Pathology",
    "Pediatric",
    "PharmacySpecialty",
    "Physiotherapy",
    "PlasticSurgery",
    "Podiatric",
    "PrimaryCare",
    "Psychiatric",
    "PublicHealth",
    "Pulmonary",
    "Radiography",
    "Renal",
    "RespiratoryTherapy",
    "Rheumatologic",
    "SpeechPathology",
    "Surgical",
    "Toxicologic",
    "Urologic",
];

/// The values of schema.org's HealthAspectEnumeration without [`ASPECT_ENDING`].
pub const ASPECTS: &[&str] = &[
    "Allergies",
    "Benefits",
    "Causes",
    "Contagiousness",
    "Effectiveness",
    "GettingAccess",
    "HowItWorks",
    "HowOrWhere",
    "Ingredients",
    "LivingWith",
    "MayTreat",
    "Misconceptions",
    "Overview",
    "PatientExperience",
    "Pregnancy",
    "Prevention",
    "Prognosis",
    "RelatedTopics",
    "RisksOrComplications",
    "Safety",
    "Screening",
    "SeeDoctor",
    "SelfCare",
    "SideEffects",
    "Stages",
    "Symptoms",
    "Treatments",
    "Types",
    "UsageOrSchedule",
];

/// What schema.org adds to each of [`ASPECTS`].
pub const ASPECT_ENDING: &str = "HealthAspect";

/// Whom an alert is for.
pub const AUDIENCES: &[&str] = &["patients", "carers", "professionals", "researchers", "public"];

/// Whom a guide is for. Easy read is made for people with learning disabilities, and used by many others.
pub const READERS: &[&str] = &["patients", "carers", "children", "easy-read", "public", "professionals", "researchers"];

/// What schema.org calls one of [`READERS`]: its type, and its `audienceType`.
pub fn schema_audience(audience: &str) -> (&'static str, &'static str) {
    match audience {
        "patients" => ("MedicalAudience", "Patient"),
        "carers" => ("MedicalAudience", "Caregiver"),
        "children" => ("PeopleAudience", "Children"),
        "easy-read" => ("PeopleAudience", "People with learning disabilities"),
        "professionals" => ("MedicalAudience", "Clinician"),
        "researchers" => ("MedicalAudience", "MedicalResearcher"),
        _ => ("PeopleAudience", "Public"),
    }
}

/// The values of schema.org's MedicalAudienceType. Other audiences have no value there.
pub const AUDIENCE_TYPES: &[&str] = &["Clinician", "MedicalResearcher"];

/// The values of schema.org's MedicalTrialDesign.
pub const TRIAL_DESIGNS: &[&str] = &[
    "DoubleBlindedTrial",
    "InternationalTrial",
    "MultiCenterTrial",
    "OpenTrial",
    "PlaceboControlledTrial",
    "RandomizedTrial",
    "SingleBlindedTrial",
    "SingleCenterTrial",
    "TripleBlindedTrial",
];

/// The values of schema.org's MedicalObservationalStudyDesign.
pub const OBSERVATIONAL_DESIGNS: &[&str] =
    &["CaseSeries", "CohortStudy", "CrossSectional", "Longitudinal", "Observational", "Registry"];

/// The values of schema.org's MedicalStudyStatus: how far a study is, whatever has been published of it.
pub const STUDY_STATUSES: &[&str] = &[
    "ActiveNotRecruiting",
    "Completed",
    "EnrollingByInvitation",
    "NotYetRecruiting",
    "Recruiting",
    "ResultsAvailable",
    "ResultsNotAvailable",
    "Suspended",
    "Terminated",
    "Withdrawn",
];

/// What a patient may consent to.
pub const CONSENT_SCOPES: &[&str] = &["web", "social", "press", "print"];

/// How far a research result has come, or fallen.
pub const RESEARCH_STATUSES: &[&str] =
    &["preprint", "peer-reviewed", "corrected", "expression-of-concern", "retracted", "withdrawn"];

/// What a page on research is: the paper itself, a summary of one, or a summary of a trial for everybody.
pub const RESEARCH_TYPES: &[&str] = &["paper", "summary", "lay-summary"];

/// The three labels of evidence that the Science Media Centre gives press releases: whether it was peer reviewed,
pub const PEER_REVIEWS: &[&str] = &["peer-reviewed", "not-peer-reviewed"];

/// how it was found,
pub const EVIDENCE: &[&str] = &[
    "meta-analysis",
    "systematic-review",
    "randomised-trial",
    "experimental-study",
    "observational-study",
    "survey",
    "interviews",
    "case-study",
    "modelling",
    "literature-review",
    "opinion",
];

/// and in whom.
pub const SUBJECTS: &[&str] = &["people", "animals", "cells"];

/// Whether a result of this research status is not to be relied on: every page that shows it says so,
/// and a page that cites it is reported.
pub fn is_void(status: &str) -> bool {
    matches!(status, "retracted" | "withdrawn")
}

/// Whether a result of this research status needs a word of caution wherever it is shown: it is not
/// peer reviewed, or it is doubted.
pub fn is_provisional(status: &str) -> bool {
    matches!(status, "preprint" | "expression-of-concern")
}

/// Where terms of use can be read: of Creative Commons by their names (`CC-BY-4.0`, `CC BY-NC 4.0`), of others when they
/// are an address themselves.
pub fn license_url(license: &str) -> Option<String> {
    if license.starts_with("https://") || license.starts_with("http://") {
        return Some(license.to_owned());
    }
    let name = license.to_ascii_lowercase().replace(' ', "-");
    if name == "cc0" || name == "cc0-1.0" {
        return Some("https://creativecommons.org/publicdomain/zero/1.0/".to_owned());
    }
    let (terms, version) = name.strip_prefix("cc-")?.rsplit_once('-')?;
    let known = ["by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd"].contains(&terms);
    (known && ["3.0", "4.0"].contains(&version))
        .then(|| format!("https://creativecommons.org/licenses/{terms}/{version}/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vocabularies_are_whole_and_sorted() {
        assert_eq!((SPECIALTIES.len(), ASPECTS.len()), (42, 29));
        assert_eq!((TRIAL_DESIGNS.len(), OBSERVATIONAL_DESIGNS.len(), STUDY_STATUSES.len()), (9, 6, 10));
        for words in [SPECIALTIES, ASPECTS, TRIAL_DESIGNS, OBSERVATIONAL_DESIGNS, STUDY_STATUSES] {
            assert!(words.is_sorted());
        }
    }

    #[test]
    fn every_status_has_one_standing() {
        let void: Vec<_> = RESEARCH_STATUSES.iter().filter(|status| is_void(status)).collect();
        let provisional: Vec<_> = RESEARCH_STATUSES.iter().filter(|status| is_provisional(status)).collect();
        assert_eq!(void, [&"retracted", &"withdrawn"]);
        assert_eq!(provisional, [&"preprint", &"expression-of-concern"]);
    }

    #[test]
    fn licenses_lead_to_their_terms() {
        for (license, url) in [
            ("CC-BY-4.0", Some("https://creativecommons.org/licenses/by/4.0/")),
            ("CC BY-NC-SA 3.0", Some("https://creativecommons.org/licenses/by-nc-sa/3.0/")),
            ("CC0", Some("https://creativecommons.org/publicdomain/zero/1.0/")),
            ("https://a.example/terms", Some("https://a.example/terms")),
            ("CC-BY-9.0", None),
            ("All rights reserved", None),
        ] {
            assert_eq!(license_url(license).as_deref(), url);
        }
    }
}
