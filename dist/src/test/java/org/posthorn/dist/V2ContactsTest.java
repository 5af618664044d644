package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.contact.ContactLists;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.tag.Tags;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.AlreadyExistsException;
import software.amazon.awssdk.services.sesv2.model.BadRequestException;
import software.amazon.awssdk.services.sesv2.model.Contact;
import software.amazon.awssdk.services.sesv2.model.ListContactsRequest;
import software.amazon.awssdk.services.sesv2.model.NotFoundException;
import software.amazon.awssdk.services.sesv2.model.SubscriptionStatus;
import software.amazon.awssdk.services.sesv2.model.Tag;
import software.amazon.awssdk.services.sesv2.model.Topic;
import software.amazon.awssdk.services.sesv2.model.TopicPreference;

/// Contact lists and contacts by API v2 through its SDK.
///
/// Longer than 400 lines because it has ten operations over one list.
class V2ContactsTest {
    private static final String ACCOUNT = "123456789012";

    @TempDir
    private static Path directory;

    private static TestServer posthorn;
    private static SesV2Client ses;

    @BeforeAll
    static void start() throws Exception {
        posthorn = TestServer.start(directory, false, "account.sandbox=false", "relay.hosts=127.0.0.1:9");
        Credential key = posthorn.tenant(new Tenant(ACCOUNT, "us-east-1"), "example.com");
        ses = posthorn.clientV2(key.accessKeyId(), key.secretAccessKey());
    }

    @AfterAll
    static void stop() {
        ses.close();
        posthorn.close();
    }

    @BeforeEach
    void list() {
        ses.createContactList(r -> r.contactListName("people")
                .description("Who reads us")
                .topics(
                        topic("news", "News", SubscriptionStatus.OPT_IN),
                        topic("offers", "Offers", SubscriptionStatus.OPT_OUT))
                .tags(Tag.builder().key("team").value("press").build()));
    }

    @AfterEach
    void noList() {
        ses.listContactLists(r -> {})
                .contactLists()
                .forEach(list -> ses.deleteContactList(r -> r.contactListName(list.contactListName())));
    }

    private static Topic topic(String name, String shown, SubscriptionStatus status) {
        return Topic.builder()
                .topicName(name)
                .displayName(shown)
                .defaultSubscriptionStatus(status)
                .build();
    }

    private static TopicPreference wants(String topic, SubscriptionStatus status) {
        return TopicPreference.builder()
                .topicName(topic)
                .subscriptionStatus(status)
                .build();
    }

    private static void assertBad(ThrowingCallable call, String text) {
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(text));
    }

    private static void assertNotFound(ThrowingCallable call, String text) {
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(text));
    }

    @Test
    @Shows(
            value = {"GetContactList", "ListContactLists"},
            face = Face.V2)
    void aListIsToldAsItWasMade() {
        var list = ses.getContactList(r -> r.contactListName("people"));
        assertThat(list.contactListName()).isEqualTo("people");
        assertThat(list.description()).isEqualTo("Who reads us");
        assertThat(list.topics())
                .containsExactly(
                        topic("news", "News", SubscriptionStatus.OPT_IN),
                        topic("offers", "Offers", SubscriptionStatus.OPT_OUT));
        assertThat(list.tags())
                .containsExactly(Tag.builder().key("team").value("press").build());
        assertThat(list.createdTimestamp()).isNotNull().isEqualTo(list.lastUpdatedTimestamp());
        var lists = ses.listContactLists(r -> r.pageSize(1));
        assertThat(lists.contactLists()).hasSize(1);
        assertThat(lists.contactLists().getFirst().contactListName()).isEqualTo("people");
        assertThat(lists.contactLists().getFirst().lastUpdatedTimestamp()).isEqualTo(list.lastUpdatedTimestamp());
        assertThat(lists.nextToken()).isNull();
        assertBad(
                () -> ses.listContactLists(r -> r.pageSize(1001)),
                "Value 1001 for parameter PageSize is invalid. PageSize must be between 1 and 1000.");
        assertBad(() -> ses.listContactLists(r -> r.nextToken("else")), "Invalid NextToken <else>.");
    }

    @Test
    void anAccountHasOneList() {
        assertBad(
                () -> ses.createContactList(r -> r.contactListName("others")),
                "A maximum of 1 Lists allowed per account.");
        assertBad(
                () -> ses.createContactList(r -> r.contactListName("people")),
                "A maximum of 1 Lists allowed per account.");
    }

    @Test
    @Shows(value = "CreateContactList", face = Face.V2)
    void whatBreaksTheRulesOfListsIsToldInOrder() {
        noList();
        String charset = " can contain up to 64 characters. Only alphanumeric characters, underscores(_) and hyphens(-)"
                + " are allowed.";
        assertBad(() -> ses.createContactList(r -> r.contactListName(" ")), "ContactListName can't be blank.");
        assertBad(() -> ses.createContactList(r -> r.contactListName("a b")), "ContactListName" + charset);
        assertBad(() -> ses.createContactList(r -> r.contactListName("a".repeat(65))), "ContactListName" + charset);
        List<Topic> many = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            many.add(topic("t" + i, "T", SubscriptionStatus.OPT_IN));
        }
        assertBad(
                () -> ses.createContactList(r -> r.contactListName("a").topics(many)),
                "Maximum of <20> topics allowed per ContactList");
        ses.createContactList(r -> r.contactListName("a").topics(many.subList(0, 20)));
        noList();
        assertBad(() -> create(topic("", "T", SubscriptionStatus.OPT_IN)), "TopicName can't be blank.");
        // A guess, by that of lists.
        assertBad(() -> create(topic("a.b", "T", SubscriptionStatus.OPT_IN)), "TopicName" + charset);
        assertBad(
                () -> create(topic("a", "T".repeat(129), SubscriptionStatus.OPT_IN)),
                "Topic DisplayName can contain up to <128> characters.");
        assertBad(
                () -> create(topic("a", "T", SubscriptionStatus.OPT_IN), topic("a", "U", SubscriptionStatus.OPT_IN)),
                "Duplicate topic names are not allowed within a List.");
        assertBad(
                () -> ses.createContactList(r -> r.contactListName("a").description("d".repeat(501))),
                "List description can contain up to 500 characters.");
        assertBad(
                () -> create(Topic.builder()
                        .topicName("a")
                        .displayName("A")
                        .defaultSubscriptionStatus("MAYBE")
                        .build()),
                "1 validation error detected: Value at 'topics.1.member.defaultSubscriptionStatus' failed to satisfy"
                        + " constraint: Member must satisfy enum value set: [OPT_OUT, OPT_IN]");
        assertThat(ses.listContactLists(r -> {}).contactLists()).isEmpty();
    }

    private static void create(Topic... topics) {
        ses.createContactList(r -> r.contactListName("a").topics(topics));
    }

    @Test
    @Shows(value = "UpdateContactList", face = Face.V2)
    void anUpdateChangesWhatItNames() {
        ses.updateContactList(r -> r.contactListName("people").description("Our readers"));
        var list = ses.getContactList(r -> r.contactListName("people"));
        assertThat(list.description()).isEqualTo("Our readers");
        assertThat(list.topics()).hasSize(2);
        assertThat(list.lastUpdatedTimestamp()).isAfterOrEqualTo(list.createdTimestamp());
        ses.updateContactList(r -> r.contactListName("people").topics(List.of()));
        assertThat(ses.getContactList(r -> r.contactListName("people")).topics())
                .isEmpty();
        ses.updateContactList(r -> r.contactListName("people"));
        assertThat(ses.getContactList(r -> r.contactListName("people")).description())
                .isEqualTo("Our readers");
        ses.updateContactList(r -> r.contactListName("people").description(""));
        assertThat(ses.getContactList(r -> r.contactListName("people")).description())
                .isNull();
        assertNotFound(
                () -> ses.updateContactList(r -> r.contactListName("others")), "List with name: others doesn't exist.");
        assertBad(() -> ses.updateContactList(r -> r.contactListName(" ")), "ContactListName can't be blank.");
    }

    @Test
    @Shows(value = "DeleteContactList", face = Face.V2)
    void aDeletedListTakesContactsAndTagsAlong() {
        ses.createContact(
                r -> r.contactListName("people").emailAddress("a@x.test").unsubscribeAll(true));
        ses.deleteContactList(r -> r.contactListName("people"));
        assertNotFound(
                () -> ses.getContactList(r -> r.contactListName("people")), "List with name: people doesn't exist.");
        assertNotFound(
                () -> ses.deleteContactList(r -> r.contactListName("people")), "List with name: people doesn't exist.");
        ses.createContactList(r -> r.contactListName("people"));
        assertThat(ses.getContactList(r -> r.contactListName("people")).tags()).isEmpty();
        assertThat(ses.listContacts(r -> r.contactListName("people")).contacts())
                .isEmpty();
    }

    @Test
    @Shows(
            value = {"CreateContact", "GetContact"},
            face = Face.V2)
    void aContactIsToldAsItWasMade() {
        ses.createContact(r -> r.contactListName("people")
                .emailAddress("Ann+1@x.test")
                .topicPreferences(wants("offers", SubscriptionStatus.OPT_IN))
                .attributesData("{\"name\":\"Ann\"}"));
        var contact = ses.getContact(r -> r.contactListName("people").emailAddress("Ann+1@x.test"));
        assertThat(contact.contactListName()).isEqualTo("people");
        assertThat(contact.emailAddress()).isEqualTo("Ann+1@x.test");
        assertThat(contact.topicPreferences()).containsExactly(wants("offers", SubscriptionStatus.OPT_IN));
        assertThat(contact.topicDefaultPreferences()).containsExactly(wants("news", SubscriptionStatus.OPT_IN));
        assertThat(contact.unsubscribeAll()).isFalse();
        assertThat(contact.attributesData()).isEqualTo("{\"name\":\"Ann\"}");
        assertThat(contact.createdTimestamp()).isNotNull().isEqualTo(contact.lastUpdatedTimestamp());
        assertThatExceptionOfType(AlreadyExistsException.class)
                .isThrownBy(
                        () -> ses.createContact(r -> r.contactListName("people").emailAddress("ann+1@x.test")))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorMessage())
                        .isEqualTo("ann+1@x.test already exists in List."));
        assertNotFound(
                () -> ses.getContact(r -> r.contactListName("people").emailAddress("b@x.test")),
                "b@x.test doesn't exist in List.");
    }

    @Test
    void whatBreaksTheRulesOfContactsIsToldInOrder() {
        assertBad(
                () -> ses.createContact(r -> r.contactListName("others").emailAddress("not one")),
                "EmailAddress <not one> is invalid");
        assertBad(
                () -> ses.createContact(r -> r.contactListName("others").emailAddress(" ")),
                "EmailAddress can't be blank.");
        assertNotFound(
                () -> ses.createContact(r -> r.contactListName("others")
                        .emailAddress("a@x.test")
                        .topicPreferences(wants("none", SubscriptionStatus.OPT_IN))),
                "List with name: others doesn't exist.");
        assertBad(
                () -> ses.createContact(r -> r.contactListName("people")
                        .emailAddress("a@x.test")
                        .topicPreferences(wants("none", SubscriptionStatus.OPT_IN))),
                "List: people doesn't contain Topic: none");
        // A guess.
        assertBad(
                () -> ses.createContact(r ->
                        r.contactListName("people").emailAddress("a@x.test").attributesData("ä".repeat(8193))),
                "AttributesData can contain up to 16384 bytes.");
        assertBad(
                () -> ses.createContact(r -> r.contactListName("people")
                        .emailAddress(" ")
                        .topicPreferences(TopicPreference.builder()
                                .topicName("news")
                                .subscriptionStatus("MAYBE")
                                .build())),
                "1 validation error detected: Value at 'topicPreferences.1.member.subscriptionStatus' failed to satisfy"
                        + " constraint: Member must satisfy enum value set: [OPT_OUT, OPT_IN]");
        assertThat(ses.listContacts(r -> r.contactListName("people")).contacts())
                .isEmpty();
    }

    @Test
    @Shows(value = "UpdateContact", face = Face.V2)
    void anUpdateMergesPreferencesAndReplacesTheRest() {
        ses.createContact(r -> r.contactListName("people")
                .emailAddress("a@x.test")
                .unsubscribeAll(true)
                .topicPreferences(wants("news", SubscriptionStatus.OPT_OUT))
                .attributesData("{}"));
        ses.updateContact(r -> r.contactListName("people")
                .emailAddress("a@x.test")
                .topicPreferences(wants("offers", SubscriptionStatus.OPT_IN)));
        var contact = ses.getContact(r -> r.contactListName("people").emailAddress("a@x.test"));
        assertThat(contact.topicPreferences())
                .containsExactlyInAnyOrder(
                        wants("news", SubscriptionStatus.OPT_OUT), wants("offers", SubscriptionStatus.OPT_IN));
        assertThat(contact.unsubscribeAll()).isFalse();
        assertThat(contact.attributesData()).isNull();
        assertNotFound(
                () -> ses.updateContact(r -> r.contactListName("people").emailAddress("b@x.test")),
                "b@x.test doesn't exist in List.");
        assertBad(
                () -> ses.updateContact(r -> r.contactListName("people")
                        .emailAddress("a@x.test")
                        .topicPreferences(wants("none", SubscriptionStatus.OPT_IN))),
                "List: people doesn't contain Topic: none");
    }

    @Test
    @Shows(value = "DeleteContact", face = Face.V2)
    void aDeletedContactIsGone() {
        ses.createContact(r -> r.contactListName("people").emailAddress("a@x.test"));
        ses.deleteContact(r -> r.contactListName("people").emailAddress("a@x.test"));
        assertNotFound(
                () -> ses.deleteContact(r -> r.contactListName("people").emailAddress("a@x.test")),
                "a@x.test doesn't exist in List.");
        assertNotFound(
                () -> ses.deleteContact(r -> r.contactListName("others").emailAddress("a@x.test")),
                "List with name: others doesn't exist.");
    }

    @Test
    @Shows(value = "ListContacts", face = Face.V2)
    void contactsComeInPagesByWhatTheyWant() {
        ses.createContact(r -> r.contactListName("people").emailAddress("a@x.test"));
        ses.createContact(
                r -> r.contactListName("people").emailAddress("b@x.test").unsubscribeAll(true));
        ses.createContact(r -> r.contactListName("people")
                .emailAddress("c@x.test")
                .topicPreferences(wants("news", SubscriptionStatus.OPT_OUT)));
        ses.createContact(r -> r.contactListName("people")
                .emailAddress("d@x.test")
                .topicPreferences(wants("offers", SubscriptionStatus.OPT_IN)));
        assertThat(all(ListContactsRequest.builder().build())).containsExactly("a", "b", "c", "d");
        assertThat(all(status(SubscriptionStatus.OPT_OUT))).containsExactly("b");
        assertThat(all(status(SubscriptionStatus.OPT_IN))).containsExactly("a", "c", "d");
        assertThat(all(status("news", SubscriptionStatus.OPT_IN, false))).isEmpty();
        assertThat(all(status("news", SubscriptionStatus.OPT_IN, true))).containsExactly("a", "d");
        assertThat(all(status("news", SubscriptionStatus.OPT_OUT, true))).containsExactly("b", "c");
        assertThat(all(status("offers", SubscriptionStatus.OPT_IN, true))).containsExactly("d");
        assertThat(all(status("offers", SubscriptionStatus.OPT_OUT, false))).containsExactly("b");
        Contact listed =
                ses.listContacts(r -> r.contactListName("people")).contacts().get(2);
        assertThat(listed.topicPreferences()).containsExactly(wants("news", SubscriptionStatus.OPT_OUT));
        assertThat(listed.topicDefaultPreferences()).containsExactly(wants("offers", SubscriptionStatus.OPT_OUT));
        assertThat(listed.lastUpdatedTimestamp()).isNotNull();
        assertBad(
                () -> ses.listContacts(status("none", SubscriptionStatus.OPT_IN, true)),
                "List: people doesn't contain Topic: none");
        assertNotFound(
                () -> ses.listContacts(r -> r.contactListName("others")), "List with name: others doesn't exist.");
        assertBad(
                () -> ses.listContacts(r -> r.contactListName("people").pageSize(0)),
                "Value 0 for parameter PageSize is invalid. PageSize must be between 1 and 1000.");
        assertBad(
                () -> ses.listContacts(r -> r.contactListName("people").nextToken("else")),
                "Invalid NextToken <else>.");
    }

    private static ListContactsRequest status(SubscriptionStatus status) {
        return ListContactsRequest.builder()
                .contactListName("people")
                .filter(f -> f.filteredStatus(status))
                .build();
    }

    private static ListContactsRequest status(String topic, SubscriptionStatus status, boolean useDefault) {
        return ListContactsRequest.builder()
                .contactListName("people")
                .filter(f -> f.filteredStatus(status)
                        .topicFilter(t -> t.topicName(topic).useDefaultIfPreferenceUnavailable(useDefault)))
                .build();
    }

    /// By pages of one; the local parts.
    private static List<String> all(ListContactsRequest request) {
        List<String> found = new ArrayList<>();
        String token = null;
        do {
            String from = token;
            var page = ses.listContacts(request.toBuilder()
                    .contactListName("people")
                    .pageSize(1)
                    .nextToken(from)
                    .build());
            assertThat(page.contacts()).hasSizeLessThanOrEqualTo(1);
            page.contacts().forEach(contact -> found.add(contact.emailAddress().replace("@x.test", "")));
            token = page.nextToken();
        } while (token != null);
        return found;
    }

    /// What operators do by commands and what recipients say shows in the API, and the other way round.
    @Test
    void operatorsSeeTheSameLists() {
        Settings settings = posthorn.server.settings();
        ContactLists lists = new ContactLists(settings, new Tags(settings), InstantSource.system());
        Tenant tenant = new Tenant(ACCOUNT, "us-east-1");
        var list = lists.find(tenant, "people").orElseThrow();
        assertThat(list.topics()).extracting(topic -> topic.name()).containsExactly("news", "offers");
        lists.change(tenant, "people", "a@x.test", contact -> contact.with("news", false), changed -> {});
        assertThat(ses.getContact(r -> r.contactListName("people").emailAddress("a@x.test"))
                        .topicPreferences())
                .containsExactly(wants("news", SubscriptionStatus.OPT_OUT));
        lists.put(tenant, "people", list.topics().subList(1, 2));
        var told = ses.getContactList(r -> r.contactListName("people"));
        assertThat(told.topics()).containsExactly(topic("offers", "Offers", SubscriptionStatus.OPT_OUT));
        assertThat(told.description()).isEqualTo("Who reads us");
        assertThat(ses.getContact(r -> r.contactListName("people").emailAddress("a@x.test"))
                        .topicPreferences())
                .isEmpty();
    }
}
