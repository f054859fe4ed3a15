use model::id::FactId;

/// Somebody who waits to be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnView {
    /// The act that others stand behind.
    pub act: FactId,
    /// Who.
    pub person: String,
    /// What their new device is called.
    pub label: String,
    /// Its key in words.
    pub words: String,
    /// Who has vouched.
    pub signers: Vec<String>,
    /// How many more it takes, at least.
    pub more: u32,
    /// Whether the person at this computer can vouch too.
    pub may_vouch: bool,
}

/// What an answer says that somebody gave who wants to be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerView {
    /// The answer.
    pub line: String,
    /// Who.
    pub person: String,
    /// What their new device is called.
    pub label: String,
    /// Its key in words.
    pub words: String,
}

/// What somebody hands to those who vouch, on their new device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskingView {
    /// Where to.
    pub commons: String,
    /// As whom.
    pub person: String,
    /// The answer, one line of text.
    pub answer: String,
    /// The key of this device in words.
    pub words: String,
}
