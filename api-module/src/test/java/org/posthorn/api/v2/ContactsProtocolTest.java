package org.posthorn.api.v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthorn.api.TestEngine;
import org.posthorn.api.http.RawHttp;
import org.posthorn.api.http.TestServer;
import org.posthorn.engine.contact.ContactLists;
import org.posthorn.engine.settings.Contact;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;

/// Calls about contacts that SDKs of today don't make.
class ContactsProtocolTest {
    private static final String LISTS = "/v2/email/contact-lists";
    private static final String CONTACTS = LISTS + "/people/contacts";

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawHttp.Reply call(String method, String path, String query, String body) {
        Map<String, String> signed = server.signer().rest(method, path, query, body);
        return RawHttp.rest(server.address(), method, path + (query.isEmpty() ? "" : "?" + query), signed, body);
    }

    private void assertBad(String method, String path, String body, String message) {
        RawHttp.Reply reply = call(method, path, "", body);
        assertThat(reply.headers()).as(reply.body()).containsEntry("x-amzn-errortype", "BadRequestException");
        assertThat(reply.body()).isEqualTo("{\"message\":\"" + message + "\"}");
    }

    private void list() {
        assertThat(call("POST", LISTS, "", "{\"ContactListName\":\"people\"}").status())
                .isEqualTo(200);
    }

    @Test
    void membersThatSdksAskForAreAskedForHereToo() {
        assertBad(
                "POST",
                LISTS,
                "{\"Topics\":[{\"DisplayName\":\"T\"}]}",
                "3 validation errors detected: Value at 'topics.1.member.topicName' failed to satisfy constraint: Member"
                        + " must not be null; Value at 'topics.1.member.defaultSubscriptionStatus' failed to satisfy"
                        + " constraint: Member must not be null; Value at 'contactListName' failed to satisfy"
                        + " constraint: Member must not be null");
        assertBad(
                "POST",
                CONTACTS,
                "{}",
                "1 validation error detected: Value at 'emailAddress' failed to satisfy constraint: Member must not be"
                        + " null");
        list();
        assertBad("POST", CONTACTS, "{\"EmailAddress\":\"\"}", "EmailAddress can't be blank.");
    }

    @Test
    void anEmptyBodyChangesNothingOfAList() {
        list();
        RawHttp.Reply reply = call("PUT", LISTS + "/people", "", "");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("{}");
    }

    @Test
    void anEmptyTextIsNotTold() {
        list();
        call("POST", CONTACTS, "", "{\"EmailAddress\":\"a@x.test\",\"AttributesData\":\"\"}");
        assertThat(call("GET", CONTACTS + "/a%40x.test", "", "").body())
                .startsWith("{\"ContactListName\":\"people\",\"EmailAddress\":\"a@x.test\",\"TopicPreferences\":[],"
                        + "\"TopicDefaultPreferences\":[],\"UnsubscribeAll\":false,\"CreatedTimestamp\":")
                .doesNotContain("AttributesData");
    }

    /// As SDKs of 2020 to 2023 call it: pages by the query, the filter in a body.
    @Test
    void contactsAreListedByGetToo() {
        list();
        for (String name : new String[] {"a", "b", "c"}) {
            call(
                    "POST",
                    CONTACTS,
                    "",
                    "{\"EmailAddress\":\"" + name + "@x.test\",\"UnsubscribeAll\":\"" + name.equals("b") + "\"}");
        }
        RawHttp.Reply first = call("GET", CONTACTS, "PageSize=1", "");
        assertThat(first.body()).contains("a@x.test").doesNotContain("b@x.test");
        int from = first.body().indexOf("\"NextToken\":\"") + 13;
        String token = first.body().substring(from, first.body().indexOf('"', from));
        assertThat(call("GET", CONTACTS, "NextToken=" + token + "&PageSize=2", "")
                        .body())
                .contains("b@x.test", "c@x.test")
                .doesNotContain("a@x.test", "NextToken");
        assertThat(call("GET", CONTACTS, "PageSize=10", "{\"Filter\":{\"FilteredStatus\":\"OPT_OUT\"}}")
                        .body())
                .contains("b@x.test")
                .doesNotContain("a@x.test", "c@x.test");
    }

    /// A call takes a bounded time however few of a long list are wanted.
    @Test
    void aFilterLooksThroughAThousandContactsAtATime() {
        list();
        Table<Contact> table = server.engine().settings().table(Tables.CONTACTS);
        for (int i = 10_000; i < 12_500; i++) {
            String address = i + "@x.test";
            Contact contact = Contact.made(address, server.engine().clock().instant());
            table.put(TestEngine.TENANT, "people/" + address, contact.withUnsubscribeAll(i == 12_499));
        }
        String body = "{\"Filter\":{\"FilteredStatus\":\"OPT_OUT\"},\"PageSize\":5%s}";
        String token = "";
        for (int page = 0; page < 2; page++) {
            String answer =
                    call("POST", CONTACTS + "/list", "", body.formatted(token)).body();
            assertThat(answer).startsWith("{\"Contacts\":[],\"NextToken\":\"");
            token = "," + answer.substring(answer.indexOf("\"NextToken\""), answer.length() - 1);
        }
        assertThat(call("POST", CONTACTS + "/list", "", body.formatted(token)).body())
                .contains("12499@x.test")
                .doesNotContain("NextToken");
    }

    /// Lists and members of a store that an older version wrote.
    @Test
    void whatOlderVersionsNotedIsToldAsFarAsItIsKnown() {
        ContactLists lists = server.engine().get(ContactLists.class);
        lists.put(TestEngine.TENANT, "people", List.of());
        var old = new Contact(
                "a@x.test", true, List.of(), server.engine().clock().instant(), Optional.empty(), Optional.empty());
        server.engine().settings().table(Tables.CONTACTS).put(TestEngine.TENANT, "people/a@x.test", old);
        String told = call("GET", CONTACTS + "/a%40x.test", "", "").body();
        int created = told.indexOf("\"CreatedTimestamp\":") + 19;
        assertThat(told)
                .contains("\"UnsubscribeAll\":true")
                .endsWith("\"LastUpdatedTimestamp\":" + told.substring(created, told.indexOf(',', created)) + "}");
    }
}
