//! The four marks by which the JAMA judged health on the web (Silberg, Lundberg, Musacchio, 1997): authorship,
//! attribution, disclosure, currency.
//!
//! They say whether a page tells its readers these things, not whether what it tells is true. What counts for each is in
//! the documentation of `list --evidence`, word for word as here.

/// What a page tells of where it comes from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told {
    /// How many authors it names.
    pub authors: usize,
    /// How many of them have a page that says their credentials. Where they work is said there too, else it is the hub's
    /// organization.
    pub with_credentials: usize,
    /// How many works and sources it names; of a page about a paper, whether it says which counts as one.
    pub references: usize,
    /// Whether it says who paid, or that nobody did, or the hub says it of all pages.
    pub funding: bool,
    /// Whether it says what the authors have to declare, or that it is nothing.
    pub interests: bool,
    /// Whether it says when it was published.
    pub published: bool,
    /// Whether it says when it was changed or reviewed since.
    pub updated: bool,
    /// Whether it is of its day, as news is: then the day on which it was published says how current it is.
    pub is_of_its_day: bool,
}

/// Which of the four a page has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    /// Who wrote it, with credentials: each author.
    pub authorship: bool,
    /// What it rests on: at least one reference.
    pub attribution: bool,
    /// Who paid, and which interests there are: both.
    pub disclosure: bool,
    /// When it was published, and when it was looked at since.
    pub currency: bool,
}

impl Marks {
    /// The marks with their names, in their order.
    pub fn named(&self) -> [(&'static str, bool); 4] {
        [
            ("authorship", self.authorship),
            ("attribution", self.attribution),
            ("disclosure", self.disclosure),
            ("currency", self.currency),
        ]
    }

    /// How many it has.
    pub fn count(&self) -> usize {
        self.named().iter().filter(|(_, has)| *has).count()
    }
}

/// The marks of a page that tells this.
pub fn of(told: &Told) -> Marks {
    Marks {
        authorship: told.authors > 0 && told.with_credentials == told.authors,
        attribution: told.references > 0,
        disclosure: told.funding && told.interests,
        currency: told.published && (told.updated || told.is_of_its_day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: Told = Told {
        authors: 2,
        with_credentials: 2,
        references: 1,
        funding: true,
        interests: true,
        published: true,
        updated: true,
        is_of_its_day: false,
    };

    #[test]
    fn each_mark_looks_at_its_own() {
        assert_eq!(of(&WHOLE).count(), 4);
        assert_eq!(of(&Told::default()).count(), 0);
        assert!(!of(&Told { with_credentials: 1, ..WHOLE }).authorship);
        assert!(!of(&Told { references: 0, ..WHOLE }).attribution);
        assert!(!of(&Told { funding: false, ..WHOLE }).disclosure);
        assert!(!of(&Told { interests: false, ..WHOLE }).disclosure);
        assert!(!of(&Told { published: false, ..WHOLE }).currency);
        assert!(!of(&Told { updated: false, ..WHOLE }).currency);
        assert!(of(&Told { updated: false, is_of_its_day: true, ..WHOLE }).currency);
        assert_eq!(of(&Told { authors: 0, ..WHOLE }).count(), 3);
    }
}
