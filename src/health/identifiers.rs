//! Identifiers of works, journals, trials, people and organizations: DOI, PubMed and PubMed Central, ISSN, trial
//! registries, ORCID, ROR.
//!
//! Each has a reader, which takes the forms that people paste (bare, with a prefix, as a URL) and
//! returns the bare identifier if it is a good one, and a builder of its URL. Whether the thing exists
//! is not asked: that needs a network. Where an identifier checks itself, a slip is told from a wrong form.

use crate::text::encode_path;

/// The DOI that `text` is, bare: `10.1136/bmj.n1234`. Reads `doi:` and `https://doi.org/` too.
///
/// By the form that Crossref recommends, with the older names of one publisher (`10.1002/(SICI)…`),
/// which hold `<` and `>`.
pub fn doi(text: &str) -> Option<String> {
    let text = text.trim();
    let bare = after_host(text, &["doi.org/", "dx.doi.org/", "www.doi.org/"]);
    let bare = bare.map(crate::text::decode_path).unwrap_or_else(|| without_prefix(text, "doi:").trim().into());
    is_doi(&bare).then(|| bare.into_owned())
}

/// Where a DOI leads.
pub fn doi_url(doi: &str) -> String {
    format!("https://doi.org/{}", encode_path(doi))
}

/// The PubMed number that `text` is, bare: `33301246`. Reads `PMID:` and its URL too.
pub fn pmid(text: &str) -> Option<String> {
    let text = text.trim();
    let bare = after_host(text, &["pubmed.ncbi.nlm.nih.gov/", "www.ncbi.nlm.nih.gov/pubmed/"]);
    let bare = bare.unwrap_or_else(|| without_prefix(text, "pmid:").trim()).trim_end_matches('/');
    let digits = (1..=8).contains(&bare.len()) && bare.bytes().all(|b| b.is_ascii_digit());
    (digits && !bare.starts_with('0')).then(|| bare.to_owned())
}

/// Where a PubMed number leads.
pub fn pmid_url(pmid: &str) -> String {
    format!("https://pubmed.ncbi.nlm.nih.gov/{pmid}/")
}

/// The PubMed Central number that `text` is, with its letters: `PMC7723057`. Reads `PMCID:` and its URLs too.
pub fn pmcid(text: &str) -> Option<String> {
    let text = text.trim();
    let bare = after_host(text, &["pmc.ncbi.nlm.nih.gov/articles/", "www.ncbi.nlm.nih.gov/pmc/articles/"]);
    let bare = bare.unwrap_or_else(|| without_prefix(text, "pmcid:").trim()).trim_end_matches('/').to_ascii_uppercase();
    let digits = bare.strip_prefix("PMC")?;
    let good =
        (1..=10).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
    good.then_some(bare)
}

/// Where a PubMed Central number leads.
pub fn pmcid_url(pmcid: &str) -> String {
    format!("https://pmc.ncbi.nlm.nih.gov/articles/{pmcid}/")
}

/// What is wrong with an identifier that checks itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It does not look like one.
    Form,
    /// It looks like one, and its check says that a character is wrong or two are swapped.
    Check,
}

/// The ISSN that `text` is, with its hyphen: `0028-4793`. Reads `ISSN` before it, its URL, and eight characters without
/// a hyphen too.
///
/// # Errors
/// Another form, or a last character that is not the check of ISO 3297 (modulo 11).
pub fn issn(text: &str) -> Result<String, Wrong> {
    let text = text.trim();
    let bare = after_host(text, &["portal.issn.org/resource/ISSN/", "issn.org/resource/ISSN/"]);
    let bare = bare.unwrap_or_else(|| without_prefix(text, "issn").trim_start_matches(':').trim());
    let characters: Vec<u8> = bare.bytes().filter(|&b| b != b'-').map(|b| b.to_ascii_uppercase()).collect();
    let hyphenated = bare.len() == 9 && bare.as_bytes()[4] == b'-';
    let (Some((check, digits)), true) = (characters.split_last(), hyphenated || bare.len() == 8) else {
        return Err(Wrong::Form);
    };
    let is_check = check.is_ascii_digit() || *check == b'X';
    if digits.len() != 7 || !digits.iter().all(u8::is_ascii_digit) || !is_check {
        return Err(Wrong::Form);
    }
    let total: u32 = digits.iter().zip((2..=8).rev()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let value = if *check == b'X' { 10 } else { u32::from(check - b'0') };
    if !(total + value).is_multiple_of(11) {
        return Err(Wrong::Check);
    }
    let whole: String = characters.iter().map(|&b| char::from(b)).collect();
    Ok(format!("{}-{}", &whole[..4], &whole[4..]))
}

/// Where an ISSN leads.
pub fn issn_url(issn: &str) -> String {
    format!("https://portal.issn.org/resource/ISSN/{issn}")
}

/// The ROR id of an organization that `text` is, bare: `03yrm5c26`. Reads its URL too.
///
/// # Errors
/// Another form, or last digits that are not the check of the rest (ISO 7064 MOD 97-10 over Crockford's base 32).
pub fn ror(text: &str) -> Result<String, Wrong> {
    let text = text.trim();
    let bare =
        after_host(text, &["ror.org/", "www.ror.org/"]).unwrap_or(text).trim_end_matches('/').to_ascii_lowercase();
    if bare.len() != 9 || !bare.is_ascii() || !bare.starts_with('0') {
        return Err(Wrong::Form);
    }
    let (name, check) = bare.split_at(7);
    let value = |byte: u8| CROCKFORD.iter().position(|&letter| letter == byte).map(|value| value as u64);
    let number = name.bytes().try_fold(0, |number, byte| Some(number * 32 + value(byte)?)).ok_or(Wrong::Form)?;
    let check: u64 = check.parse().map_err(|_| Wrong::Form)?;
    if check != 98 - (number * 100) % 97 {
        return Err(Wrong::Check);
    }
    Ok(bare)
}

/// What a ROR id looks like, for whoever wrote another thing.
pub const ROR_EXPECTED: &str = "it looks like `03yrm5c26`, and its last two digits check the others";

/// Where a ROR id leads.
pub fn ror_url(ror: &str) -> String {
    format!("https://ror.org/{ror}")
}

/// The digits of Crockford's base 32: no `i`, `l`, `o` and `u`.
const CROCKFORD: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The trial number that `text` is: ClinicalTrials.gov, ISRCTN, EudraCT or EU CT. Reads the number at
/// the end of a registry's URL too.
pub fn trial(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('/');
    let last = if text.contains("://") { text.rsplit(['/', ':', '=']).next().unwrap_or(text) } else { text };
    let number = last.to_ascii_uppercase();
    registry(&number).map(|_| number)
}

/// Where a trial is registered; none for a number of no known form.
pub fn trial_url(trial: &str) -> Option<String> {
    Some(match registry(trial)? {
        Registry::ClinicalTrials => format!("https://clinicaltrials.gov/study/{trial}"),
        Registry::Isrctn => format!("https://www.isrctn.com/{trial}"),
        Registry::EudraCt => {
            format!("https://www.clinicaltrialsregister.eu/ctr-search/search?query=eudract_number:{trial}")
        }
        Registry::EuCt => format!("https://euclinicaltrials.eu/ctis-public/view/{trial}"),
    })
}

/// The ORCID iD that `text` is, with hyphens: `0000-0002-1825-0097`. Reads its URL and 16 characters
/// without hyphens too.
///
/// # Errors
/// Another form, or a last character that is not the check of ISO 7064 MOD 11-2.
pub fn orcid(text: &str) -> Result<String, Wrong> {
    let text = text.trim();
    let bare = after_host(text, &["orcid.org/", "www.orcid.org/"]).unwrap_or(text).trim_end_matches('/');
    let hyphenated = bare.len() == 19 && [4, 9, 14].iter().all(|&at| bare.as_bytes()[at] == b'-');
    let digits: Vec<u8> = bare.bytes().filter(|&b| b != b'-').map(|b| b.to_ascii_uppercase()).collect();
    let (Some((check, digits)), true) = (digits.split_last(), hyphenated || bare.len() == 16) else {
        return Err(Wrong::Form);
    };
    let is_check = check.is_ascii_digit() || *check == b'X';
    if digits.len() != 15 || !digits.iter().all(u8::is_ascii_digit) || !is_check {
        return Err(Wrong::Form);
    }
    if *check != check_character(digits) {
        return Err(Wrong::Check);
    }
    let whole: String = digits.iter().chain([check]).map(|&b| char::from(b)).collect();
    Ok(format!("{}-{}-{}-{}", &whole[..4], &whole[4..8], &whole[8..12], &whole[12..]))
}

/// Where an ORCID iD leads.
pub fn orcid_url(orcid: &str) -> String {
    format!("https://orcid.org/{orcid}")
}

fn is_doi(text: &str) -> bool {
    let Some((registrant, name)) = text.strip_prefix("10.").and_then(|rest| rest.split_once('/')) else { return false };
    let registrant_is_good = (4..=9).contains(&registrant.len()) && registrant.bytes().all(|b| b.is_ascii_digit());
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._;()/:".contains(c);
    let old = |c: char| c.is_ascii_graphic();
    registrant_is_good && !name.is_empty() && (name.chars().all(plain) || registrant == "1002" && name.chars().all(old))
}

enum Registry {
    ClinicalTrials,
    Isrctn,
    EudraCt,
    EuCt,
}

fn registry(number: &str) -> Option<Registry> {
    let shapes = [
        ("NCT########", Registry::ClinicalTrials),
        ("ISRCTN########", Registry::Isrctn),
        ("####-######-##", Registry::EudraCt),
        ("####-5#####-##-##", Registry::EuCt),
    ];
    shapes.into_iter().find(|(shape, _)| has_shape(number, shape)).map(|(_, registry)| registry)
}

/// Whether `text` is `shape`, in which `#` stands for a digit.
fn has_shape(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(b, s)| if s == b'#' { b.is_ascii_digit() } else { b == s })
}

/// ISO 7064 MOD 11-2 over ASCII digits.
fn check_character(digits: &[u8]) -> u8 {
    let total = digits.iter().fold(0, |total, digit| (total + u32::from(digit - b'0')) * 2 % 11);
    match (12 - total) % 11 {
        10 => b'X',
        check => b'0' + check as u8,
    }
}

/// What follows one of `hosts` in a URL.
fn after_host<'t>(text: &'t str, hosts: &[&str]) -> Option<&'t str> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(text);
    hosts.iter().find_map(|host| rest.strip_prefix(host))
}

fn without_prefix<'t>(text: &'t str, prefix: &str) -> &'t str {
    match text.get(..prefix.len()) {
        Some(start) if start.eq_ignore_ascii_case(prefix) => &text[prefix.len()..],
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doi_is_read_in_every_form_that_people_paste() {
        for (text, bare) in [
            ("10.1136/bmj.n1234", "10.1136/bmj.n1234"),
            ("https://doi.org/10.1136/bmj.n1234", "10.1136/bmj.n1234"),
            ("http://dx.doi.org/10.1016/S0140-6736(20)30183-5", "10.1016/S0140-6736(20)30183-5"),
            ("doi: 10.1000/182", "10.1000/182"),
            ("DOI:10.1000/182", "10.1000/182"),
            (
                "10.1002/(SICI)1096-8644(199601)99:1<1::AID-AJPA1>3.0.CO;2-1",
                "10.1002/(SICI)1096-8644(199601)99:1<1::AID-AJPA1>3.0.CO;2-1",
            ),
        ] {
            assert_eq!(doi(text).as_deref(), Some(bare), "{text}");
        }
        for text in ["", "10.1136", "10.1136/", "10.12/abc", "11.1136/abc", "10.1136/a b", "10.11x6/abc", "bmj.n1234"] {
            assert_eq!(doi(text), None, "{text}");
        }
        assert_eq!(doi_url("10.1002/(SICI)1<2"), "https://doi.org/10.1002/(SICI)1%3C2");
    }

    #[test]
    fn pubmed_numbers_have_one_to_eight_digits() {
        for text in ["33301246", "PMID: 33301246", "https://pubmed.ncbi.nlm.nih.gov/33301246/"] {
            assert_eq!(pmid(text).as_deref(), Some("33301246"));
        }
        for text in ["", "0123", "123456789", "PMC123", "12a"] {
            assert_eq!(pmid(text), None, "{text}");
        }
        assert_eq!(pmid_url("1"), "https://pubmed.ncbi.nlm.nih.gov/1/");
    }

    #[test]
    fn pubmed_central_numbers_keep_their_letters() {
        for text in
            ["PMC7723057", "pmc7723057", "PMCID: PMC7723057", "https://pmc.ncbi.nlm.nih.gov/articles/PMC7723057/"]
        {
            assert_eq!(pmcid(text).as_deref(), Some("PMC7723057"), "{text}");
        }
        for text in ["", "7723057", "PMC", "PMC0", "PMC12a", "PMC12345678901"] {
            assert_eq!(pmcid(text), None, "{text}");
        }
    }

    #[test]
    fn an_issn_is_checked_to_its_last_character() {
        for (text, bare) in [
            ("0028-4793", "0028-4793"),
            ("ISSN 0140-6736", "0140-6736"),
            ("issn:2434561x", "2434-561X"),
            ("https://portal.issn.org/resource/ISSN/1756-1833", "1756-1833"),
        ] {
            assert_eq!(issn(text).as_deref(), Ok(bare), "{text}");
        }
        for text in ["0028-4794", "0082-4793", "2434-5610"] {
            assert_eq!(issn(text), Err(Wrong::Check), "{text}");
        }
        for text in ["", "0028-479", "00-284793", "0028-47933", "X028-4793", "é28-4793"] {
            assert_eq!(issn(text), Err(Wrong::Form), "{text}");
        }
    }

    #[test]
    fn a_ror_id_is_checked_by_its_last_digits() {
        for (text, bare) in
            [("03yrm5c26", "03yrm5c26"), ("https://ror.org/05dxps055", "05dxps055"), ("00X27DA85", "00x27da85")]
        {
            assert_eq!(ror(text).as_deref(), Ok(bare), "{text}");
        }
        for text in ["03yrm5c27", "03ymr5c26", "00x27da58"] {
            assert_eq!(ror(text), Err(Wrong::Check), "{text}");
        }
        for text in ["", "13yrm5c26", "03yrm5c2", "03yrmic26", "03yrm5cx6", "é3yrm5c2"] {
            assert_eq!(ror(text), Err(Wrong::Form), "{text}");
        }
        assert_eq!(ror_url("03yrm5c26"), "https://ror.org/03yrm5c26");
    }

    #[test]
    fn trials_of_four_registries_are_known() {
        for (text, number, url) in [
            ("NCT04368728", "NCT04368728", "https://clinicaltrials.gov/study/NCT04368728"),
            (
                "https://clinicaltrials.gov/study/NCT04368728",
                "NCT04368728",
                "https://clinicaltrials.gov/study/NCT04368728",
            ),
            ("isrctn50189673", "ISRCTN50189673", "https://www.isrctn.com/ISRCTN50189673"),
            (
                "2004-000446-20",
                "2004-000446-20",
                "https://www.clinicaltrialsregister.eu/ctr-search/search?query=eudract_number:2004-000446-20",
            ),
            (
                "2022-500024-30-00",
                "2022-500024-30-00",
                "https://euclinicaltrials.eu/ctis-public/view/2022-500024-30-00",
            ),
        ] {
            assert_eq!(trial(text).as_deref(), Some(number));
            assert_eq!(trial_url(number).as_deref(), Some(url));
        }
        for text in ["", "NCT0436872", "NCT0436872X", "ISRCTN5018967", "2004-00446-20", "2022-400024-30-00"] {
            assert_eq!(trial(text), None, "{text}");
        }
        assert_eq!(trial_url("n/a"), None);
    }

    #[test]
    fn an_orcid_is_checked_to_its_last_character() {
        for (text, bare) in [
            ("0000-0002-1825-0097", "0000-0002-1825-0097"),
            ("https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
            ("0000000218250097", "0000-0002-1825-0097"),
            ("0000-0002-1694-233x", "0000-0002-1694-233X"),
        ] {
            assert_eq!(orcid(text).as_deref(), Ok(bare), "{text}");
        }
        for text in ["0000-0002-1825-0098", "0000-0002-1852-0097"] {
            assert_eq!(orcid(text), Err(Wrong::Check), "{text}");
        }
        for text in ["", "0000-0002-1825-009", "0000-00021825-00097", "é000-0002-1825-0097", "0000-0002-1825-009Y"] {
            assert_eq!(orcid(text), Err(Wrong::Form), "{text}");
        }
        assert_eq!(orcid_url("0000-0002-1825-0097"), "https://orcid.org/0000-0002-1825-0097");
    }
}
