package org.posthorn.engine.send;

import java.util.List;
import java.util.regex.Pattern;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.MessageTag;

/// What a message must be like, whoever sends it, in SES's words as its users quote them.
final class Structure {
    private static final Pattern TAG_NAME = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern TAG_VALUE = Pattern.compile("[A-Za-z0-9_.@-]+");

    private Structure() {}

    static void checkTags(List<MessageTag> tags) {
        if (tags.size() > Limits.TAGS) {
            throw invalid("The number of tags cannot exceed " + Limits.TAGS + ".");
        }
        for (MessageTag tag : tags) {
            if (tag.name().isEmpty()) {
                throw invalid("The tag name must be specified.");
            }
            if (tag.value().isEmpty()) {
                throw invalid("The tag value must be specified.");
            }
            if (tag.name().length() > Limits.TAG_CHARS) {
                throw invalid("Tag name cannot exceed " + Limits.TAG_CHARS + " characters.");
            }
            if (!FeedbackId.isTag(tag.name()) && !TAG_NAME.matcher(tag.name()).matches()) {
                throw invalid("Invalid tag name <" + tag.name()
                        + ">: only alphanumeric ASCII characters, '_',  '-' are allowed.");
            }
            if (tag.value().length() > Limits.TAG_CHARS) {
                throw invalid("Tag value cannot exceed " + Limits.TAG_CHARS + " characters.");
            }
            if (!TAG_VALUE.matcher(tag.value()).matches()) {
                throw invalid("Invalid tag value <" + tag.value()
                        + ">: only alphanumeric ASCII characters, '_',  '-' , '.', '@' are allowed.");
            }
        }
    }

    static void checkRecipientCount(int count) {
        if (count == 0) {
            throw invalid("Missing required header 'To'.");
        }
        if (count > Limits.RECIPIENTS) {
            throw invalid("Recipient count exceeds " + Limits.RECIPIENTS + ".");
        }
    }

    static void checkSize(long sizeBytes, int limitBytes) {
        if (sizeBytes > limitBytes) {
            throw invalid("Message length is more than " + limitBytes + " bytes long: '" + sizeBytes + "'.");
        }
    }

    private static SesException invalid(String text) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, text);
    }
}
