package org.posthorn.engine.send;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Who a message is from and for, as the caller wrote it.
///
/// @param source the sender. For a composed message the envelope's: without one it is the From header, and where one
/// may
///     be missing it stands for it
/// @param to recipients; for a composed message those of the envelope, together with `cc` and `bcc`: when there are
/// none,
///     those of the To, Cc and Bcc headers
/// @param replyTo of a message in parts
/// @param returnPath where bounces and complaints go instead of to the source
public record Addressing(
        Optional<String> source,
        List<String> to,
        List<String> cc,
        List<String> bcc,
        List<String> replyTo,
        Optional<String> returnPath,
        Arns arns) {
    /// A message from one to some.
    public static Addressing of(String source, List<String> to) {
        return of(Optional.of(source), to, List.of(), List.of());
    }

    public static Addressing of(Optional<String> source, List<String> to, List<String> cc, List<String> bcc) {
        return new Addressing(source, to, cc, bcc, List.of(), Optional.empty(), Arns.NONE);
    }

    public Addressing withReplyTo(List<String> addresses) {
        return new Addressing(source, to, cc, bcc, addresses, returnPath, arns);
    }

    /// @param address an empty text is none
    public Addressing withReturnPath(Optional<String> address) {
        return new Addressing(source, to, cc, bcc, replyTo, address.filter(text -> !text.isEmpty()), arns);
    }

    public Addressing withArns(Arns given) {
        return new Addressing(source, to, cc, bcc, replyTo, returnPath, given);
    }

    List<String> recipients() {
        return Stream.of(to, cc, bcc).flatMap(List::stream).toList();
    }
}
