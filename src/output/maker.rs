//! The one who makes outputs, and keeps what several of them show.

use std::sync::Arc;

use super::{
    Made, Plan, Route, alert, asset, calendar, card, citation, feed, gone, hosting, list, live, page, picture,
    redirect, sitemap, sitemap_news, subscribe,
};
use crate::diag::{Diagnostic, Diagnostics};
use crate::render::{Renderer, Uses};
use crate::world::World;

/// Makes outputs of a world, on several threads at once.
pub struct Maker {
    pub(super) renderer: Renderer,
    /// What feeds say of pages.
    pub(super) entries: Uses<feed::Shown>,
}

impl Maker {
    /// Compiles the templates of `world`.
    ///
    /// # Errors
    /// As [`Renderer::new`].
    pub fn new(world: Arc<World>) -> Result<Maker, Diagnostics> {
        Ok(Maker { renderer: Renderer::new(world)?, entries: Uses::default() })
    }

    /// Expects that all of `plan` will be made: what several outputs show is made once.
    pub fn expect(&mut self, plan: &Plan) {
        // A page shows its body itself, and all feeds show the same entry.
        if self.renderer.lens().config("feeds.full_text", |config| config.feeds.full_text) {
            self.renderer.remember(plan.shared.keys().map(|id| (*id, 2)));
        }
        self.entries.expect(plan.shared.iter().map(|(id, files)| (*id, *files)));
    }

    /// Makes one output.
    ///
    /// # Errors
    /// What kept it from being made; the other outputs do not suffer.
    pub fn make(&self, route: &Route) -> Result<Made, Box<Diagnostic>> {
        let renderer = &self.renderer;
        match route {
            Route::Page(id, number) => page::make(renderer, *id, *number),
            Route::Taxonomy(name) => list::make_taxonomy(renderer, name),
            Route::Term(taxonomy, slug, number) => list::make_term(renderer, taxonomy, slug, *number),
            Route::NotFound => page::make_not_found(renderer),
            Route::Feed(of, format) => feed::make(self, of, *format),
            Route::Podcast(section) => feed::make_podcast(self, *section),
            Route::Subscribe(language) => subscribe::make(renderer, language),
            Route::Calendar(id) => Ok(calendar::make(renderer.lens(), *id)),
            Route::Alerts => alert::make(renderer),
            Route::AlertFeed => alert::make_feed(renderer),
            Route::AlertLight(id) => alert::make_light(renderer, *id),
            Route::Citation(id, exchange) => Ok(citation::make(renderer.lens(), *id, *exchange)),
            Route::Update(id, key) => live::make_update(renderer, *id, key),
            Route::Updates(id) => live::make_updates(renderer, *id),
            Route::UpdateCard(id, key) => live::make_card(renderer.lens(), *id, key),
            Route::Card(id) => card::make(renderer.lens(), *id),
            Route::Redirect(from) => redirect::make(renderer, from),
            Route::Gone(address) => gone::make(renderer, address),
            Route::Redirects => Ok(redirect::make_all(renderer.lens())),
            Route::Sitemap => Ok(sitemap::make(renderer.lens())),
            Route::SitemapPart(part) => Ok(sitemap::make_part(renderer.lens(), *part)),
            Route::SitemapOfNews => Ok(sitemap_news::make(renderer.lens())),
            Route::Robots => Ok(hosting::make_robots(renderer.lens())),
            Route::Headers => Ok(hosting::make_headers(renderer.lens())),
            Route::Asset(name) => asset::make(renderer.lens(), name),
            Route::File(file) => asset::make_file(renderer.lens(), file),
            Route::Picture(file, print) => picture::make(renderer.lens(), file, print),
        }
    }
}
