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
import org.posthorn.engine.mail.MessageHeader;
import org.posthorn.engine.mail.MessageTag;
import org.posthorn.engine.mime.EncodedText;
import org.posthorn.engine.mime.HeaderSection;
import org.posthorn.engine.mime.MimeCheck;
import org.posthorn.engine.mime.Pieces;
import org.posthorn.engine.tracking.TrackingOverride;

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
        Optional<ListUse> list,
        TrackingOverride tracking,
        Optional<TenantUse> sendingTenant)
        implements Draft {
    // Replaced or consumed, never sent on (SES Developer Guide, "header fields" and "X-headers").
    private static final Set<String> REMOVED = Set.of("bcc", "message-id", "date", "return-path");
    static final String CONSUMED_PREFIX = "x-ses-";
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
    static RawMessage parse(Email email, Content given, boolean mayLackFrom) {
        Structure.checkSize(given.sizeBytes(), email.handling().sizeLimitBytes());
        RawMessage message = parsed(email, withoutIndent(withCrlf(given)), mayLackFrom);
        Structure.checkRecipientCount(message.recipients().size());
        return message;
    }

    private static RawMessage parsed(Email email, Content content, boolean mayLackFrom) {
        Addressing addressing = email.addressing();
        HeaderSection headers = HeaderSection.parse(content);
        boolean named = headers.first("From").isPresent()
                || !mayLackFrom
                || addressing.source().isEmpty();
        checkRequired(addressing, headers, named);
        headers.checkColons(content);
        Optional<Address> given = addressing.source().map(Address::parse);
        List<Address> from =
                named ? addresses(headers, "From") : given.map(List::of).orElseThrow();
        if (from.isEmpty()) {
            throw invalid("Missing required header 'From'.");
        }
        List<Address> destinations =
                addressing.recipients().stream().map(Address::parse).toList();
        Map<String, List<Address>> addresses = new HashMap<>();
        ADDRESS_HEADERS.forEach(name -> addresses.put(name, addresses(headers, name)));
        Optional<Address> asked = addressing.returnPath().map(Address::parse);
        Optional<Address> returnPath = returnPath(headers);
        List<Address> recipients = destinations.isEmpty() ? all(addresses, RECIPIENT_HEADERS) : destinations;
        MimeCheck.check(content);
        Address source = given.orElse(from.getFirst());
        Address feedbackTo = asked.or(() -> given).or(() -> returnPath).orElse(source);
        Arns arns = arns(addressing, headers);
        Claim author = named ? Claim.of(from.getFirst(), arns.from(), arns.source()) : new Claim(source, arns.source());
        List<Claim> senders = new ArrayList<>();
        given.filter(address -> named).ifPresent(address -> senders.add(new Claim(address, arns.source())));
        senders.addAll(authors(author, from, all(addresses, List.of("Sender"))));
        Optional<Address> bouncesTo = asked.or(() -> returnPath);
        if (bouncesTo.isPresent() || arns.returnPath().isPresent()) {
            senders.add(Claim.of(bouncesTo.orElse(feedbackTo), arns.returnPath(), arns.source()));
        }
        List<Address> measured = Stream.of(
                        given.stream().toList(),
                        from,
                        destinations,
                        all(addresses, MEASURED_HEADERS),
                        asked.stream().toList(),
                        returnPath.stream().toList())
                .flatMap(List::stream)
                .toList();
        Handling handling = email.handling();
        return new RawMessage(
                content,
                headers,
                senders,
                author,
                named,
                feedbackTo,
                recipients,
                measured,
                handling.tags().isEmpty() ? headerTags(headers) : handling.tags(),
                handling.configurationSet().or(() -> headers.first("X-SES-CONFIGURATION-SET")),
                handling.list()
                        .or(() -> headers.first("X-SES-LIST-MANAGEMENT-OPTIONS").map(ListUse::parse)),
                handling.tracking(),
                tenant(handling, headers));
    }

    private static Optional<TenantUse> tenant(Handling handling, HeaderSection headers) {
        return handling.sendingTenant()
                .or(() -> headers.first("X-SES-TENANT").map(name -> new TenantUse(name, Optional.empty())));
    }

    private static List<Claim> authors(Claim author, List<Address> from, List<Address> sender) {
        return Stream.concat(
                        Stream.of(author),
                        Stream.concat(from.stream().skip(1), sender.stream())
                                .map(address -> Claim.of(address, Optional.empty(), author.arn())))
                .toList();
    }

    /// Comes before all syntax, as in SES.
    private static void checkRequired(Addressing given, HeaderSection headers, boolean named) {
        for (String name : List.of("From", "To")) {
            if (headers.first(name).filter(String::isBlank).isPresent()) {
                throw invalid("Empty required header '" + name + "'.");
            }
        }
        if (named && headers.first("From").isEmpty()) {
            throw invalid("Missing required header 'From'.");
        }
        if (given.recipients().isEmpty()
                && RECIPIENT_HEADERS.stream()
                        .allMatch(name -> headers.first(name).isEmpty())) {
            throw invalid("Missing required header 'To'.");
        }
    }

    @Override
    public String source() {
        return senders.getFirst().address().original();
    }

    @Override
    public String subject() {
        return headers.first("Subject").map(EncodedText::decode).orElse("");
    }

    @Override
    public void checkLengths() {
        measured.forEach(Address::checkLength);
    }

    @Override
    public boolean hasBadContent() {
        return BadContent.isIn(content.bytes());
    }

    /// As the call names them, else as the headers do; that of the author stands for that of a source which neither
    /// gives.
    private static Arns arns(Addressing given, HeaderSection headers) {
        Arns named = given.arns();
        Optional<String> from = named.from().or(() -> headers.first("X-SES-FROM-ARN"));
        Optional<String> source = named.source()
                .or(() -> headers.first("X-SES-SOURCE-ARN"))
                .or(() -> given.source().isEmpty() ? from : Optional.empty());
        Optional<String> returnPath = named.returnPath().or(() -> headers.first("X-SES-RETURN-PATH-ARN"));
        Stream.of(source, from, returnPath).flatMap(Optional::stream).forEach(RawMessage::checkArn);
        return new Arns(source, from, returnPath);
    }

    /// One that is malformed is refused even where nothing needs it: SES lets SourceArn stand for FromArn too.
    private static void checkArn(String arn) {
        if (IdentityArn.parse(arn).isEmpty()) {
            throw invalid("Invalid ARN <" + arn + ">.");
        }
    }

    /// The bytes that go out: without Bcc, Return-Path and the X-SES fields, with Message-ID and Date of ours, and with
    /// a From field (RFC 5322 §3.6), which names the source when the message has none; what SES puts there is not
    /// known.
    ///
    /// @param ours further fields that stand for the message's own of the same name
    Content outgoing(String messageId, String date, List<MessageHeader> ours) {
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
                    || ours.stream().anyMatch(other -> other.is(name))) {
                out.add(bytes, at, field.start());
                at = field.end();
            }
            headersEnd = field.end();
        }
        out.add(bytes, at, headersEnd);
        if (headersEnd > 0 && bytes[headersEnd - 1] != '\n') {
            out.add("\r\n");
        }
        out.add("Message-ID: " + messageId + "\r\nDate: " + date + "\r\n");
        ours.forEach(field -> out.add(field.name() + ": " + field.value() + "\r\n"));
        if (headersEnd == bytes.length) {
            out.add("\r\n"); // there was no blank line
        } else {
            out.add(bytes, headersEnd, bytes.length);
        }
        return new Content(out.join());
    }

    private static List<Address> all(Map<String, List<Address>> addresses, List<String> names) {
        return names.stream()
                .flatMap(name -> addresses.getOrDefault(name, List.of()).stream())
                .toList();
    }

    private static Optional<Address> returnPath(HeaderSection headers) {
        return headers.first("Return-Path")
                .filter(value -> !value.isBlank() && !value.equals("<>"))
                .map(Address::parse);
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
