package org.posthorn.engine.topic;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.posthorn.engine.mail.Tenant;

/// The ARN of a topic, `arn:aws:sns:{region}:{account}:{name}`.
///
/// @param owner the account and region that it is in
public record TopicArn(Tenant owner, String name) {
    private static final Pattern FORM =
            Pattern.compile("arn:aws[a-z-]{0,20}:sns:([a-z0-9-]{1,32}):(\\d{12}):([A-Za-z0-9_-]{1,256})");

    /// Empty for what is no such ARN, and for FIFO topics, which SES does not take.
    public static Optional<TopicArn> parse(String arn) {
        Matcher matcher = FORM.matcher(arn);
        return matcher.matches()
                ? Optional.of(new TopicArn(new Tenant(matcher.group(2), matcher.group(1)), matcher.group(3)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "arn:aws:sns:" + owner.region() + ":" + owner.accountId() + ":" + name;
    }
}
