//! What stewards decide together.

/// An agreement.
pub const AGREE: &str = "Agree in writing";
/// What it does.
pub const AGREE_WHY: &str = "For these days the amount takes the place of the fee. It counts when enough stewards have confirmed it.";
/// Its first day.
pub const FROM: &str = "From";
/// Its last day.
pub const TO: &str = "To";
/// The days are the wrong way round.
pub const ORDER_FIRST: &str = "The first day comes before the last";
/// Saves it.
pub const AGREE_SAVE: &str = "Record the agreement";
/// An entry that shall not count.
pub const LEAVE_OUT: &str = "This use does not count";
/// What it does.
pub const LEAVE_OUT_WHY: &str =
    "The report stays to be read. It counts no more when enough stewards have confirmed that.";
/// Why.
pub const REASON: &str = "Why (everyone will read it)";
/// A reason is needed.
pub const REASON_FIRST: &str = "Say why first";
/// Saves it.
pub const LEAVE_OUT_SAVE: &str = "Record the decision";

/// How much for each quarter.
pub fn flat(currency: &str) -> String {
    format!("Amount for each quarter, in {currency}")
}
