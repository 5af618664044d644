package org.posthorn.feedback;

/// A received mail taken apart in one pass, before it is known which recipients it may be about.
///
/// @param nullSender whether the envelope's sender is empty, as that of every report is (RFC 3464 §2); people have one
/// @param status the fields of all parts of a delivery status, one behind another; may be empty
/// @param inReport whether these stood in a `multipart/report`
/// @param report whether it is a `multipart/report` at all
/// @param feedback the fields of a feedback report; may be empty
/// @param receipt whether it tells that somebody has seen a message (RFC 8098)
/// @param plain plain text up to the returned message; may be empty
/// @param html the same of HTML, without its tags
/// @param originalHeaders the header section of a returned message that is a part of its own; may be empty
record Letter(
        boolean nullSender,
        TopHeader header,
        String status,
        boolean inReport,
        boolean report,
        String feedback,
        boolean receipt,
        String plain,
        String html,
        String originalHeaders) {}
