//! Textures of pictures and models: asked for when in sight, kept by how lately they were seen.

use std::collections::BTreeMap;

use egui::{ColorImage, Context, TextureHandle, TextureOptions};

use crate::action::PreviewKey;

/// Textures are dropped, the longest unseen first, beyond this.
pub const TEXTURE_BYTES_MAX: usize = 96 * 1024 * 1024;
/// So many pictures are uploaded in one frame.
pub const UPLOADS_PER_FRAME_MAX: usize = 8;

/// What is known of one preview.
enum Slot {
    Asked,
    Waiting(ColorImage),
    Ready(TextureHandle, usize),
    Failed(String),
}

/// What can be shown of one preview now.
pub enum Shown {
    /// Its texture.
    Texture(egui::TextureId, egui::Vec2),
    /// It is on its way.
    Coming,
    /// It cannot be shown, and why.
    Failed(String),
}

/// The pictures of one window.
#[derive(Default)]
pub struct Pictures {
    slots: BTreeMap<PreviewKey, (Slot, u64)>,
    tick: u64,
}

impl Pictures {
    /// A preview was made; it is uploaded in one of the next frames.
    pub fn arrived(&mut self, key: PreviewKey, made: Result<ColorImage, String>) {
        let slot = match made {
            Ok(image) => Slot::Waiting(image),
            Err(why) => Slot::Failed(why),
        };
        self.slots.insert(key, (slot, self.tick));
    }

    /// What can be shown now; `true` where it has to be asked for.
    pub fn show(&mut self, key: PreviewKey) -> (Shown, bool) {
        let tick = self.tick;
        let Some((slot, seen)) = self.slots.get_mut(&key) else {
            self.slots.insert(key, (Slot::Asked, tick));
            return (Shown::Coming, true);
        };
        *seen = tick;
        let shown = match slot {
            Slot::Ready(texture, _) => Shown::Texture(texture.id(), texture.size_vec2()),
            Slot::Failed(why) => Shown::Failed(why.clone()),
            Slot::Asked | Slot::Waiting(_) => Shown::Coming,
        };
        (shown, false)
    }

    /// The model of that file as it was drawn last, however it was turned: shown while the next is made.
    pub fn latest_model(&self, file: model::id::FileHash) -> Option<egui::TextureId> {
        let drawn = self
            .slots
            .iter()
            .filter_map(|(key, (slot, seen))| match (key, slot) {
                (PreviewKey::Model(of, _), Slot::Ready(texture, _)) if *of == file => {
                    Some((*seen, texture.id()))
                }
                _ => None,
            });
        drawn
            .max_by_key(|(seen, _)| *seen)
            .map(|(_, texture)| texture)
    }

    /// Once a frame, before drawing: uploads a few, drops what was not seen for long.
    pub fn begin_frame(&mut self, ctx: &Context) {
        self.tick += 1;
        let waiting: Vec<PreviewKey> = self
            .slots
            .iter()
            .filter(|(_, (slot, _))| matches!(slot, Slot::Waiting(_)))
            .map(|(key, _)| *key)
            .collect();
        for key in waiting.iter().take(UPLOADS_PER_FRAME_MAX) {
            self.upload(ctx, *key);
        }
        if waiting.len() > UPLOADS_PER_FRAME_MAX {
            ctx.request_repaint();
        }
        self.drop_unseen();
    }

    fn upload(&mut self, ctx: &Context, key: PreviewKey) {
        let tick = self.tick;
        let Some((Slot::Waiting(image), _)) = self.slots.remove(&key) else {
            return;
        };
        let bytes = image.pixels.len() * 4;
        let texture = ctx.load_texture(format!("{key:?}"), image, TextureOptions::LINEAR);
        self.slots.insert(key, (Slot::Ready(texture, bytes), tick));
    }

    fn bytes(&self) -> usize {
        self.slots
            .values()
            .map(|(slot, _)| match slot {
                Slot::Ready(_, bytes) => *bytes,
                _ => 0,
            })
            .sum()
    }

    fn drop_unseen(&mut self) {
        while self.bytes() > TEXTURE_BYTES_MAX {
            let oldest = self
                .slots
                .iter()
                .filter(|(_, (slot, seen))| {
                    matches!(slot, Slot::Ready(..)) && *seen + 1 < self.tick
                })
                .min_by_key(|(_, (_, seen))| *seen)
                .map(|(key, _)| *key);
            let Some(oldest) = oldest else {
                return;
            };
            self.slots.remove(&oldest);
        }
    }
}
