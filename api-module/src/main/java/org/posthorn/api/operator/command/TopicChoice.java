package org.posthorn.api.operator.command;

import org.posthorn.api.operator.AdminRefusal;

/// What is wanted of a topic of a contact list: `NAME`, which is wanted, `NAME=OptIn` or `NAME=OptOut`.
record TopicChoice(String topic, boolean optedIn) {
    /// @throws AdminRefusal for another word
    static TopicChoice parse(String text) {
        int equals = text.indexOf('=');
        String word = equals < 0 ? "OptIn" : text.substring(equals + 1);
        if (!word.equals("OptIn") && !word.equals("OptOut")) {
            throw AdminRefusal.wrong("a topic is NAME, NAME=OptIn or NAME=OptOut: " + text);
        }
        return new TopicChoice(equals < 0 ? text : text.substring(0, equals), word.equals("OptIn"));
    }

    @Override
    public String toString() {
        return topic + (optedIn ? "=OptIn" : "=OptOut");
    }
}
