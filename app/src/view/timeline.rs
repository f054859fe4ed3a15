use model::day::Day;

/// What happened to an account over time, for a drawing and the table beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineView {
    /// The first day that is drawn.
    pub first: Day,
    /// The last one.
    pub last: Day,
    /// All points together, in words; empty where there are none.
    pub points: String,
    /// What happened, by day.
    pub marks: Vec<TimeMark>,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeMark {
    /// When.
    pub day: Day,
    /// What.
    pub kind: MarkKind,
    /// How large it is drawn: hundredths of points, or minor units of money.
    pub size: i64,
    /// How much, in words.
    pub amount: String,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarkKind {
    /// Work was accepted.
    Points,
    /// A fee came up.
    Fee,
    /// Work has settled a part of a fee.
    Offset,
    /// A payment has come.
    Payment,
}

impl MarkKind {
    /// All of them, in the order of the legend.
    pub const ALL: [MarkKind; 4] = [
        MarkKind::Points,
        MarkKind::Fee,
        MarkKind::Offset,
        MarkKind::Payment,
    ];
}
