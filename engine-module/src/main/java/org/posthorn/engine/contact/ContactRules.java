package org.posthorn.engine.contact;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.settings.ContactList;

/// What SES asks of lists and contacts, in the order of its checks and in its words; what is marked a guess was not
/// seen.
final class ContactRules {
    private static final int DISPLAY_NAME_CHARS = 128;
    private static final int DESCRIPTION_CHARS = 500;

    /// A guess: SES tells no limit.
    static final int ATTRIBUTES_BYTES = 16 * 1024;

    private ContactRules() {}

    static void checkListName(String name) {
        checkName("ContactListName", name);
    }

    private static void checkName(String member, String name) {
        if (name.isBlank()) {
            throw invalid(member + " can't be blank.");
        }
        if (!ContactLists.isName(name)) {
            // Of topics a guess, by that of lists.
            throw invalid(member + " can contain up to 64 characters. Only alphanumeric characters, underscores(_) and"
                    + " hyphens(-) are allowed.");
        }
    }

    static void checkTopics(List<ContactList.Topic> topics) {
        if (topics.size() > ContactLists.TOPICS) {
            throw invalid("Maximum of <" + ContactLists.TOPICS + "> topics allowed per ContactList");
        }
        Set<String> names = new HashSet<>();
        boolean twice = false;
        for (ContactList.Topic topic : topics) {
            checkName("TopicName", topic.name());
            if (topic.shownName().length() > DISPLAY_NAME_CHARS) {
                throw invalid("Topic DisplayName can contain up to <" + DISPLAY_NAME_CHARS + "> characters.");
            }
            if (topic.description()
                    .filter(text -> text.length() > DESCRIPTION_CHARS)
                    .isPresent()) {
                // A guess.
                throw invalid("Topic Description can contain up to <" + DESCRIPTION_CHARS + "> characters.");
            }
            twice |= !names.add(topic.name());
        }
        if (twice) {
            throw invalid("Duplicate topic names are not allowed within a List.");
        }
    }

    static void checkDescription(Optional<String> description) {
        if (description.filter(text -> text.length() > DESCRIPTION_CHARS).isPresent()) {
            throw invalid("List description can contain up to " + DESCRIPTION_CHARS + " characters.");
        }
    }

    static void checkAddress(String address) {
        if (address.isBlank()) {
            throw invalid("EmailAddress can't be blank.");
        }
        try {
            Identities.checkAddress(address);
        } catch (SesException e) {
            throw invalid("EmailAddress <" + address + "> is invalid");
        }
    }

    static void checkAttributes(Optional<String> attributes) {
        if (attributes
                .filter(text -> text.getBytes(StandardCharsets.UTF_8).length > ATTRIBUTES_BYTES)
                .isPresent()) {
            // A guess.
            throw invalid("AttributesData can contain up to " + ATTRIBUTES_BYTES + " bytes.");
        }
    }

    static SesException noList(String name) {
        return new SesException(SesError.NOT_FOUND, "List with name: " + name + " doesn't exist.");
    }

    static SesException invalid(String text) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, text);
    }
}
