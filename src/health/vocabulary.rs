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

/// Whom a guide is for.
pub const AUDIENCES: &[&str] = &["patients", "carers", "professionals", "public"];

/// What schema.org's `audienceType` calls one of [`AUDIENCES`].
pub fn schema_audience(audience: &str) -> &'static str {
    match audience {
        "patients" => "Patient",
        "carers" => "Caregiver",
        "professionals" => "Clinician",
        _ => "Public",
    }
}

/// What a patient may consent to.
pub const CONSENT_SCOPES: &[&str] = &["web", "social", "press"];

/// How far a research result has come, or fallen.
pub const RESEARCH_STATUSES: &[&str] =
    &["preprint", "peer-reviewed", "corrected", "expression-of-concern", "retracted", "withdrawn"];

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vocabularies_are_whole_and_sorted() {
        assert_eq!((SPECIALTIES.len(), ASPECTS.len()), (42, 29));
        assert!(SPECIALTIES.is_sorted() && ASPECTS.is_sorted());
    }

    #[test]
    fn every_status_has_one_standing() {
        let void: Vec<_> = RESEARCH_STATUSES.iter().filter(|status| is_void(status)).collect();
        let provisional: Vec<_> = RESEARCH_STATUSES.iter().filter(|status| is_provisional(status)).collect();
        assert_eq!(void, [&"retracted", &"withdrawn"]);
        assert_eq!(provisional, [&"preprint", &"expression-of-concern"]);
    }
}
