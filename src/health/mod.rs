//! What makes a page healthcare: evidence, review, study, consent, identifiers. Facts read from front
//! matter, and pure rules over facts and an instant. It asks nobody about the site.
