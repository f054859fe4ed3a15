//! What the person should know beside what they asked for.

use super::Commons;
use crate::view::NoticeKind;

/// Something that happened by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// Whether it is good, neutral or bad.
    pub kind: NoticeKind,
    /// One or a few sentences.
    pub text: String,
}

impl Commons {
    /// The person should know this.
    pub fn tell(&mut self, kind: NoticeKind, text: impl Into<String>) {
        let text = text.into();
        self.news.push(News { kind, text });
    }

    /// Says so, once, when the right of this device ends or comes back.
    pub(super) fn notice_my_end(&mut self) {
        let device = self.charter().device(self.device());
        let is_out = device.is_some_and(|device| device.out.is_some());
        if is_out == self.has_ended {
            return;
        }
        let ended = self.ended();
        self.has_ended = ended.is_some();
        if let Some(ended) = ended {
            self.tell(NoticeKind::Bad, ended.to_string());
            self.version += 1;
        }
    }

    /// What the person should know since this was asked last.
    pub fn take_news(&mut self) -> Vec<News> {
        std::mem::take(&mut self.news)
    }
}
