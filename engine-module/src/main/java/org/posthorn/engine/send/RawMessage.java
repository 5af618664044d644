package org.posthorn.engine.send;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.IdentityArn;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.ListUse;
import org.posthorn.engine.mail.MessageTag;
import org.posthorn.engine.mime.HeaderSection;
import org.posthorn.engine.mime.MimeCheck;
import org.posthorn.engine.mime.Pieces;

/// A message that came in composed: what its headers and its parameters say together, and what of it goes out.
///
/// Apart from the fields that SES takes out or replaces, and line endings, which become CRLF, every byte stays as it
/// is.
///
/// @param senders everyone who must be verified: Source if it was given, From, Sender, Return-Path, in this order; the
///     first is the source
/// @param author the first From address
/// @param named whether there is a From header; without one the source stands for it
/// @param measured the addresses that may not be too long, in SES's order
record RawMessage(
        Content content,
        HeaderSection headers,
        List<Claim> senders,
        Claim author,
        boolean named,
        Address feedbackTo,
        List<Address> recipients,
        List<Address> measured,
        List<MessageTag> tags,
        Optional<String> configurationSet,
        Optional<ListUse> list) {
    // Replaced or consumed, never sent on (SES Developer Guide, "header fields" and "X-headers").
    private static final Set<String> REMOVED = Set.of("bcc", "message-id", "date", "return-path");
    private static final Set<String> LIST_FIELDS = Set.of("list-unsubscribe", "list-unsubscribe-post");
    private static final String CONSUMED_PREFIX = "x-ses-";
    private static final Set<String> AUTHORS = Set.of("From", "Sender");
    private static final List<String> RECIPIENT_HEADERS = List.of("To", "Cc", "Bcc");
    // In this order, behind Source, From and the destinations: the first bad one is the one that is reported. Of the
    // order, what was probed with real SES and published is From, destinations, To.
    private static final List<String> ADDRESS_HEADERS = List.of("Sender", "To", "Cc", "Bcc", "Reply-To");
    /// Those whose lengths SES looks at, Return-Path after them.
    private static final List<String> MEASURED_HEADERS = List.of("To", "Cc", "Bcc", "Reply-To");

    /// @param mayLackFrom whether the source may stand for a From header that is not there, as SES documents for
    ///     SendRawEmail's `Source`; over SMTP it may not
    /// @throws SesException INVALID_PARAMETER_VALUE with SES's text
    static RawMessage parse(RawEmail email, boolean mayLackFrom) {
        Content content = withoutIndent(withCrlf(email.content()));
        HeaderSection headers = HeaderSection.parse(content);
        boolean named = headers.first("From").isPresent()
                || !mayLackFrom
                || email.source().isEmpty();
        checkRequired(email, headers, named);
        headers.checkColons(content);
        Optional<Address> given = email.source().map(Address::parse);
        List<Address> from =
                named ? addresses(headers, "From") : given.map(List::of).orElseThrow();
        if (from.isEmpty()) {
            throw invalid("Missing required header 'From'.");
        }
        List<Address> destinations =
                email.destinations().stream().map(Address::parse).toList();
        Map<String, List<Address>> addresses = new HashMap<>();
        ADDRESS_HEADERS.forEach(name -> addresses.put(name, addresses(headers, name)));
        Optional<Address> returnPath = headers.first("Return-Path")
                .filter(value -> !value.isBlank() && !value.equals("<>"))
                .map(Address::parse);
        List<Address> recipients = destinations.isEmpty()
                ? RECIPIENT_HEADERS.stream()
                        .flatMap(name -> addresses.getOrDefault(name, List.of()).stream())
                        .toList()
                : destinations;
        MimeCheck.check(content);
        List<Address> measured = new ArrayList<>();
        given.ifPresent(measured::add);
        measured.addAll(from);
        measured.addAll(destinations);
        MEASURED_HEADERS.forEach(name -> measured.addAll(addresses.getOrDefault(name, List.of())));
        returnPath.ifPresent(measured::add);
        Address source = given.orElse(from.getFirst());
        Address feedbackTo = given.or(() -> returnPath).orElse(source);
        Optional<String> fromArn = email.fromArn().or(() -> headers.first("X-SES-FROM-ARN"));
        Optional<String> sourceArn = email.sourceArn()
                .or(() -> headers.first("X-SES-SOURCE-ARN"))
                .or(() -> given.isEmpty() ? fromArn : Optional.empty());
        Optional<String> returnPathArn = email.returnPathArn().or(() -> headers.first("X-SES-RETURN-PATH-ARN"));
        Stream.of(sourceArn, fromArn, returnPathArn).flatMap(Optional::stream).forEach(RawMessage::checkArn);
        Claim author = named
                ? new Claim(from.getFirst(), fromArn.or(() -> covering(sourceArn, from.getFirst())))
                : new Claim(source, sourceArn);
        List<Claim> senders = new ArrayList<>();
        given.filter(address -> named).ifPresent(address -> senders.add(new Claim(address, sourceArn)));
        senders.add(author);
        from.stream().skip(1).forEach(address -> senders.add(new Claim(address, covering(author.arn(), address))));
        addresses
                .getOrDefault("Sender", List.of())
                .forEach(address -> senders.add(new Claim(address, covering(author.arn(), address))));
        if (returnPath.isPresent() || returnPathArn.isPresent()) {
            Address address = returnPath.orElse(feedbackTo);
            senders.add(new Claim(address, returnPathArn.or(() -> covering(sourceArn, address))));
        }
        return new RawMessage(
                content,
                headers,
                senders,
                author,
                named,
                feedbackTo,
                recipients,
                measured,
                email.tags().isEmpty() ? headerTags(headers) : email.tags(),
                email.configurationSet().or(() -> headers.first("X-SES-CONFIGURATION-SET")),
                headers.first("X-SES-LIST-MANAGEMENT-OPTIONS").map(ListUse::parse));
    }

    /// Comes before all syntax, as in SES.
    private static void checkRequired(RawEmail email, HeaderSection headers, boolean named) {
        for (String name : List.of("From", "To")) {
            if (headers.first(name).filter(String::isBlank).isPresent()) {
                throw invalid("Empty required header '" + name + "'.");
            }
        }
        if (named && headers.first("From").isEmpty()) {
            throw invalid("Missing required header 'From'.");
        }
        if (email.destinations().isEmpty()
                && RECIPIENT_HEADERS.stream()
                        .allMatch(name -> headers.first(name).isEmpty())) {
            throw invalid("Missing required header 'To'.");
        }
    }

    /// Comes after the configuration set, as in SES.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE with SES's text for the first address that is too long
    void checkLengths() {
        measured.forEach(Address::checkLength);
    }

    /// One that is malformed is refused even where nothing needs it: SES lets SourceArn stand for FromArn too.
    private static void checkArn(String arn) {
        if (IdentityArn.parse(arn).isEmpty()) {
            throw invalid("Invalid ARN <" + arn + ">.");
        }
    }

    /// An ARN that was given for another address counts for this one if its identity covers it.
    private static Optional<String> covering(Optional<String> arn, Address address) {
        return arn.filter(text -> IdentityArn.parse(text)
                .filter(identity -> identity.covers(address))
                .isPresent());
    }

    /// The bytes that go out: without Bcc, Return-Path and the X-SES fields, with Message-ID and Date of ours, and with
    /// a From field (RFC 5322 §3.6), which names the source when the message has none; what SES puts there is not
    /// known.
    ///
    /// @param feedbackId stands for the message's own
    /// @param listFields the fields that stand for the message's own ways out of its list, each line with its end
    Content outgoing(String messageId, String date, Optional<String> feedbackId, Optional<String> listFields) {
        byte[] bytes = content.bytes();
        Pieces out = new Pieces();
        if (!named) {
            out.add("From: " + author.address().bare() + "\r\n");
        }
        int at = 0;
        int headersEnd = 0;
        for (HeaderSection.Field field : headers.fields()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            if (REMOVED.contains(name)
                    || name.startsWith(CONSUMED_PREFIX)
                    || (feedbackId.isPresent() && field.is(FeedbackId.NAME))
                    || (listFields.isPresent() && LIST_FIELDS.contains(name))) {
                out.add(bytes, at, field.start());
                at = field.end();
            }
            headersEnd = field.end();
        }
        out.add(bytes, at, headersEnd);
        if (headersEnd > 0 && bytes[headersEnd - 1] != '\n') {
            out.add("\r\n");
        }
        String added = "Message-ID: " + messageId + "\r\nDate: " + date + "\r\n"
                + feedbackId
                        .map(value -> FeedbackId.NAME + ": " + value + "\r\n")
                        .orElse("")
                + listFields.orElse("");
        out.add(added);
        if (headersEnd == bytes.length) {
            out.add("\r\n"); // there was no blank line
        } else {
            out.add(bytes, headersEnd, bytes.length);
        }
        return new Content(out.join());
    }

    private static List<Address> addresses(HeaderSection headers, String name) {
        return headers.all(name).stream()
                .flatMap(value ->
                        (AUTHORS.contains(name) ? Address.parseAuthors(value) : Address.parseList(value)).stream())
                .toList();
    }

    /// `X-SES-MESSAGE-TAGS: name1=value1, name2=value2`; several such fields add up.
    private static List<MessageTag> headerTags(HeaderSection headers) {
        return headers.all("X-SES-MESSAGE-TAGS").stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(pair -> !pair.isEmpty())
                .map(pair -> {
                    int equals = pair.indexOf('=');
                    return equals < 0
                            ? new MessageTag(pair, "")
                            : new MessageTag(
                                    pair.substring(0, equals).strip(),
                                    pair.substring(equals + 1).strip());
                })
                .toList();
    }

    /// SMTP carries no line ends but CRLF (RFC 5321 §2.3.8), so others are made that. CR CR LF, which programs write
    /// that convert line ends twice, is one, as at SES.
    static Content withCrlf(Content content) {
        byte[] bytes = content.bytes();
        if (hasCrlfOnly(bytes)) {
            return content;
        }
        byte[] fixed = new byte[writeLines(bytes, Optional.empty())];
        writeLines(bytes, Optional.of(fixed));
        return new Content(fixed);
    }

    /// A first line that begins with blanks continues nothing. JavaMail takes it for a field all the same, which SES is
    /// guessed to do too; sent on with its blanks it would continue what the next server puts in front.
    private static Content withoutIndent(Content content) {
        byte[] bytes = content.bytes();
        int start = 0;
        while (start < bytes.length && (bytes[start] == ' ' || bytes[start] == '\t')) {
            start++;
        }
        boolean blankLine = start == bytes.length || bytes[start] == '\r';
        return start == 0 || blankLine ? content : new Content(Arrays.copyOfRange(bytes, start, bytes.length));
    }

    private static boolean hasCrlfOnly(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            boolean fit = bytes[i] == '\n'
                    ? i > 0 && bytes[i - 1] == '\r'
                    : bytes[i] != '\r' || (i + 1 < bytes.length && bytes[i + 1] == '\n');
            if (!fit) {
                return false;
            }
        }
        return true;
    }

    /// @return how many bytes the lines have
    private static int writeLines(byte[] bytes, Optional<byte[]> to) {
        int size = 0;
        int at = 0;
        while (at < bytes.length) {
            int from = at;
            while (at < bytes.length && bytes[at] != '\r' && bytes[at] != '\n') {
                at++;
            }
            if (to.isPresent()) {
                System.arraycopy(bytes, from, to.get(), size, at - from);
            }
            size += at - from;
            if (at == bytes.length) {
                break;
            }
            int end = at;
            while (end < bytes.length && bytes[end] == '\r') {
                end++;
            }
            boolean feeds = end < bytes.length && bytes[end] == '\n';
            int lineEnds = feeds ? 1 : end - at;
            for (int i = 0; i < lineEnds; i++) {
                if (to.isPresent()) {
                    to.get()[size] = '\r';
                    to.get()[size + 1] = '\n';
                }
                size += 2;
            }
            at = feeds ? end + 1 : end;
        }
        return size;
    }

    private static SesException invalid(String text) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, text);
    }
}
