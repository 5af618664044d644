package org.posthorn.engine.contact;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.posthorn.engine.UrlSigner;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.event.MailEvent.Preferences;
import org.posthorn.engine.mail.ListUse;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageHeader;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Origin;
import org.posthorn.engine.mail.PublicUrl;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Contact;
import org.posthorn.engine.settings.ContactList;

/// The ways out of a contact list that a message offers: the fields of RFC 2369 and RFC 8058, and the link in its text.
/// Links hold all there is to know, so that they work for as long as the list exists, and are signed. Safe for use by
/// many threads.
public final class Unsubscription {
    /// Stands for the link in the text of a message (SES Developer Guide, "Using subscription management").
    public static final String PLACEHOLDER = "{{amazonSESUnsubscribeUrl}}";

    /// Where links lead to, below the public URL.
    public static final String PATH = "unsubscribe/";

    private static final int MOST_CHARS = 2_048;
    private static final String NO_TOPIC = "";

    private final ContactLists lists;
    private final UrlSigner signer;
    private final PublicUrl publicUrl;
    private final MailQueue queue;
    private final EventLog events;
    private final InstantSource clock;

    /// @param key secret of the installation
    /// @param publicUrl base of the links
    public Unsubscription(
            ContactLists lists,
            byte[] key,
            PublicUrl publicUrl,
            MailQueue queue,
            EventLog events,
            InstantSource clock) {
        this.lists = lists;
        this.signer = new UrlSigner(key);
        this.publicUrl = publicUrl;
        this.queue = queue;
        this.events = events;
        this.clock = clock;
    }

    /// Who answers which message.
    public record Member(Tenant tenant, ListUse use, MessageId messageId, String address) {}

    /// How an answer came.
    public enum Way {
        /// One click in a mail program, or a mail (RFC 8058, RFC 2369).
        UnsubscribeHeader,
        /// The page behind the link. The word is a guess: no document has another than the first.
        UnsubscribeLink
    }

    /// @throws org.posthorn.engine.SesException INVALID_PARAMETER_VALUE for a list or a topic that is not there,
    ///     MESSAGE_REJECTED when nobody could leave the list: such mail is against the rules of mailbox providers
    public void check(Tenant tenant, ListUse use) {
        lists.check(tenant, use);
        publicUrl.require("Mail with list management options");
    }

    /// The link for one recipient of a message.
    public String url(Member member) {
        String text = String.join(
                "\n",
                member.tenant().accountId(),
                member.tenant().region(),
                member.use().list(),
                member.use().topic().orElse(NO_TOPIC),
                member.messageId().toString(),
                member.address());
        String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        return publicUrl.resolve(PATH + encoded + "." + signer.sign(encoded)).toString();
    }

    /// The header fields for one recipient of a message, folded.
    ///
    /// @param url the recipient's link
    /// @param returnPath where mail that says "unsubscribe" finds back
    public static List<MessageHeader> fields(String url, String returnPath) {
        return List.of(
                new MessageHeader(
                        "List-Unsubscribe", "<" + url + ">,\r\n <mailto:" + returnPath + "?subject=unsubscribe>"),
                new MessageHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
    }

    /// Reads the last part of a link; empty when it is malformed or forged.
    public Optional<Member> open(String token) {
        int dot = token.lastIndexOf('.');
        if (dot < 0 || token.length() > MOST_CHARS) {
            return Optional.empty();
        }
        String encoded = token.substring(0, dot);
        if (!signer.isGenuine(encoded, token.substring(dot + 1))) {
            return Optional.empty();
        }
        String[] parts = new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8).split("\n", 6);
        Optional<String> topic = Optional.of(parts[3]).filter(name -> !name.equals(NO_TOPIC));
        return MessageId.parse(parts[4])
                .map(id -> new Member(new Tenant(parts[0], parts[1]), new ListUse(parts[2], topic), id, parts[5]));
    }

    /// Whether a recipient of a message wants it; always for a message that names no list.
    public boolean wants(Mail mail, String address) {
        return mail.origin()
                .flatMap(Origin::list)
                .filter(use -> !lists.wants(mail.tenant(), use, address))
                .isEmpty();
    }

    /// What a member wants; empty when the list is gone.
    public Optional<Preferences> preferences(Member member) {
        return lists.find(member.tenant(), member.use().list())
                .map(list -> lists.preferences(list, lists.member(member.tenant(), list.name(), member.address())));
    }

    /// What people are shown for a topic: its name where there is nothing else.
    public String shownName(Member member, String topic) {
        return lists.find(member.tenant(), member.use().list())
                .flatMap(list -> list.topic(topic))
                .map(ContactList.Topic::shownName)
                .orElse(topic);
    }

    /// Unsubscribes a member: from the topic of the message, or, when it has none, from the list. On disk when this
    /// returns.
    public void unsubscribe(Member member) {
        change(
                member,
                Way.UnsubscribeHeader,
                contact -> member.use()
                        .topic()
                        .map(topic -> contact.with(topic, false))
                        .orElseGet(() -> contact.withUnsubscribeAll(true)));
    }

    /// The recipient of a message answers it by mail that says "unsubscribe".
    ///
    /// @return whether the message names a list
    public boolean unsubscribe(Mail mail) {
        Optional<ListUse> use = mail.origin().flatMap(Origin::list);
        use.ifPresent(list -> unsubscribe(new Member(
                mail.tenant(), list, mail.id(), mail.envelope().recipients().getFirst())));
        return use.isPresent();
    }

    /// Notes what a member chose on the page. On disk when this returns.
    ///
    /// @param topics that it wants; of those that the list does not have nothing is noted
    public void choose(Member member, boolean unsubscribeAll, Set<String> topics) {
        Optional<ContactList> list = lists.find(member.tenant(), member.use().list());
        change(member, Way.UnsubscribeLink, contact -> {
            Contact changed = contact.withUnsubscribeAll(unsubscribeAll);
            if (!unsubscribeAll) {
                for (ContactList.Topic topic : list.map(ContactList::topics).orElse(List.of())) {
                    changed = changed.with(topic.name(), topics.contains(topic.name()));
                }
            }
            return changed;
        });
    }

    private void change(Member member, Way way, UnaryOperator<Contact> change) {
        lists.change(
                member.tenant(), member.use().list(), member.address(), change, changed -> tell(member, way, changed));
    }

    /// Nobody is told of a message that is forgotten.
    private void tell(Member member, Way way, ContactLists.Change changed) {
        queue.find(member.messageId()).map(QueuedMessage::mail).ifPresent(mail -> {
            String list = member.use().list();
            events.append(
                    mail,
                    List.of(new MailEvent.Subscription(
                            mail.id(), clock.instant(), list, way.name(), changed.after(), changed.before())));
        });
    }
}
