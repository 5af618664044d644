package org.posthorn.engine.settings;

/// The mail that asks somebody to confirm an address, in the words of the account that wants it.
///
/// @param from a verified address, maybe with a name
/// @param content HTML; the link comes behind it
/// @param successUrl where the link leads to when it worked
/// @param failureUrl where it leads to otherwise
public record VerificationTemplate(
        String name, String from, String subject, String content, String successUrl, String failureUrl) {}
