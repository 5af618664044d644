package org.posthorn.receiving.forward;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.engine.Base32;
import org.posthorn.engine.Hmac;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.ReturnPath;

/// The Sender Rewriting Scheme (Meng Weng Wong, "Sender Rewriting Scheme"; libsrs2 and postsrsd): mail that goes on
/// gets a sender of this installation, so that the host behind may check SPF, and that sender says whom bounces are
/// for.
///
/// | sender | becomes |
/// |---|---|
/// | `user@host` | `SRS0=HASH=TT=host=user@` us |
/// | `SRS0=rest@first` of another forwarder | `SRS1=HASH=first==rest@` us; bounces go straight to the first |
/// | `SRS1=…=first==rest@other` | the same |
/// | what would be longer than 64 octets then (RFC 5321 §4.5.3.1.1), or is not plain ASCII | the id of the message
/// under our key, as a [ReturnPath] |
/// | one of ours, and the null sender | itself |
///
/// `HASH` is 8 characters of base32, 40 bits of a keyed hash of what follows it (libsrs2 takes 24 bits, and fewer
/// since it compares in any case): without the key nobody can have mail sent to an address of his choice. `TT` is the
/// day in base32, modulo 1,024; an address is good for 21 days. All of it is compared in any case, since hosts on the
/// way may change that. Safe for use by many threads.
public final class SenderRewriting {
    /// As libsrs2 has it.
    static final int MOST_DAYS = 21;

    private static final int HASH_CHARS = 8;
    private static final int STAMP_CHARS = 2;
    private static final int DAYS = 1 << (5 * STAMP_CHARS);
    private static final int LOCAL_OCTETS = 64;
    private static final String SEPARATORS = "=-+";
    private static final String ATEXT_SPECIALS = "!#$%&'*+-/=?^_`{|}~.";

    private final byte[] key;
    private final String domain;
    private final ReturnPath byId;
    private final InstantSource clock;

    /// @param key secret of the installation
    /// @param domain that rewritten senders have, where mail comes in
    public SenderRewriting(byte[] key, String domain, InstantSource clock) {
        this.key = key.clone();
        this.domain = domain;
        this.byId = new ReturnPath(key, domain);
        this.clock = clock;
    }

    /// What an address that mail comes in for stands for.
    public sealed interface Meaning {
        /// No rewritten sender.
        record None() implements Meaning {}

        /// One that was made up, or is too old.
        record Bad() implements Meaning {}

        /// @param address the sender that was rewritten
        record Sender(String address) implements Meaning {}

        /// The sender of a message that went on.
        record SenderOf(MessageId message) implements Meaning {}
    }

    private static final Meaning NONE = new Meaning.None();
    private static final Meaning BAD = new Meaning.Bad();

    /// The sender that a received message goes on with. One who proved nothing gets an address that no bounce is
    /// taken at: it would go to whoever the sender's name belongs to.
    public String rewrite(Mail mail) {
        String sender = mail.envelope().sender();
        return mail.isUnanswerable() && !isOurs(sender)
                ? byId.addressOf(mail.id(), Optional.empty())
                : rewrite(mail.id(), sender);
    }

    private boolean isOurs(String sender) {
        return sender.isEmpty() || sender.substring(sender.lastIndexOf('@') + 1).equalsIgnoreCase(domain);
    }

    /// The sender that a message goes on with.
    ///
    /// @param sender empty for the null sender
    String rewrite(MessageId message, String sender) {
        int at = sender.lastIndexOf('@');
        if (isOurs(sender)) {
            return sender;
        }
        return Optional.of(sender)
                .filter(address -> at > 0 && isPlain(address.substring(0, at)) && isPlain(address.substring(at + 1)))
                .map(address -> rewritten(address.substring(0, at), address.substring(at + 1)))
                .filter(local -> local.length() <= LOCAL_OCTETS)
                .map(local -> local + "@" + domain)
                .orElseGet(() -> byId.addressOf(message, Optional.empty()));
    }

    private String rewritten(String local, String host) {
        if (isTagged(local, "SRS0")) {
            return guarded(host, local.substring("SRS0".length()));
        }
        if (isTagged(local, "SRS1")) {
            int first = local.indexOf('=', "SRS1=".length()) + 1;
            int rest = local.indexOf('=', first) + 1;
            if (first > 0 && rest > 0) {
                return guarded(local.substring(first, rest - 1), local.substring(rest));
            }
        }
        String stamp = stamp();
        return "SRS0=" + hash(stamp, host, local) + "=" + stamp + "=" + host + "=" + local;
    }

    private String guarded(String first, String rest) {
        return "SRS1=" + hash(first, rest) + "=" + first + "=" + rest;
    }

    /// What an address stands for.
    public Meaning meaning(String address) {
        int at = address.lastIndexOf('@');
        if (at < 0 || !address.substring(at + 1).equalsIgnoreCase(domain)) {
            return NONE;
        }
        String local = address.substring(0, at);
        if (isTagged(local, "SRS0")) {
            return shortcut(local);
        }
        if (isTagged(local, "SRS1")) {
            return guarded(local);
        }
        return byId.messageOf(address).<Meaning>map(Meaning.SenderOf::new).orElse(NONE);
    }

    private Meaning shortcut(String local) {
        int hash = "SRS0=".length();
        int stamp = local.indexOf('=', hash) + 1;
        int host = stamp == 0 ? 0 : local.indexOf('=', stamp) + 1;
        int user = host == 0 ? 0 : local.indexOf('=', host) + 1;
        if (user == 0) {
            return BAD;
        }
        String day = local.substring(stamp, host - 1);
        String origin = local.substring(host, user - 1);
        String sender = local.substring(user);
        return isHash(local.substring(hash, stamp - 1), day, origin, sender) && isRecent(day)
                ? new Meaning.Sender(sender + "@" + origin)
                : BAD;
    }

    private Meaning guarded(String local) {
        int hash = "SRS1=".length();
        int first = local.indexOf('=', hash) + 1;
        int rest = first == 0 ? 0 : local.indexOf('=', first) + 1;
        if (rest == 0) {
            return BAD;
        }
        String host = local.substring(first, rest - 1);
        String tail = local.substring(rest);
        return isHash(local.substring(hash, first - 1), host, tail)
                ? new Meaning.Sender("SRS0" + tail + "@" + host)
                : BAD;
    }

    private boolean isHash(String claimed, String... parts) {
        return MessageDigest.isEqual(
                claimed.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8),
                hash(parts).getBytes(StandardCharsets.UTF_8));
    }

    private String hash(String... parts) {
        String all = String.join("=", parts).toLowerCase(Locale.ROOT);
        return Base32.UPPER
                .encode(Hmac.sha256(key, all.getBytes(StandardCharsets.UTF_8)))
                .substring(0, HASH_CHARS);
    }

    private String stamp() {
        int day = today();
        return "" + Base32.UPPER.digit(day >>> 5) + Base32.UPPER.digit(day & 31);
    }

    private int today() {
        return (int) (Duration.ofSeconds(clock.instant().getEpochSecond()).toDays() % DAYS);
    }

    private boolean isRecent(String stamp) {
        if (stamp.length() != STAMP_CHARS) {
            return false;
        }
        String upper = stamp.toUpperCase(Locale.ROOT);
        int day = (Base32.UPPER.valueOf(upper.charAt(0)) << 5) | Base32.UPPER.valueOf(upper.charAt(1));
        return day >= 0 && Math.floorMod(today() - day, DAYS) <= MOST_DAYS;
    }

    private static boolean isTagged(String local, String tag) {
        return local.length() > tag.length()
                && local.regionMatches(true, 0, tag, 0, tag.length())
                && SEPARATORS.indexOf(local.charAt(tag.length())) >= 0;
    }

    /// Whether it may stand in a local part as it is (RFC 5322 §3.2.3).
    private static boolean isPlain(String text) {
        return !text.isEmpty()
                && !text.startsWith(".")
                && !text.endsWith(".")
                && text.indexOf("..") < 0
                && text.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || ATEXT_SPECIALS.indexOf(c) >= 0);
    }
}
