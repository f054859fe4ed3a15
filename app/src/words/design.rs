//! A design's page.

/// The licences that are offered first; any other can be typed on the page itself.
pub fn licences() -> Vec<(String, String)> {
    [
        ("LicenseRef-CopyFair", "CopyFair: contribute or pay"),
        ("PPL", "Peer Production License"),
        ("CERN-OHL-S-2.0", "CERN Open Hardware, strongly reciprocal"),
        ("CERN-OHL-W-2.0", "CERN Open Hardware, weakly reciprocal"),
        ("CERN-OHL-P-2.0", "CERN Open Hardware, permissive"),
        ("CC-BY-SA-4.0", "Creative Commons, share alike"),
        ("CC-BY-4.0", "Creative Commons, name the makers"),
        ("CC0-1.0", "No conditions"),
    ]
    .map(|(id, name)| (id.to_owned(), name.to_owned()))
    .into()
}
