package org.posthorn.feedback.publish;

import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Mail;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Events as they are published, for tests of other packages.
public final class Published {
    private Published() {}

    public static ObjectNode event(MailEvent event, Mail mail) {
        return (ObjectNode) JsonMapper.shared().readTree(new EventJson("mail.example.net").event(event, mail));
    }
}
