package org.posthorn.store;

import java.nio.charset.StandardCharsets;

/// The column families of the database, and what lies in them.
///
/// | column | key | value |
/// |---|---|---|
/// | format | `version` | 4 bytes: the version of everything below |
/// | settings | table, 0, account, 0, region, 0, name | the record |
/// | content | message | the RFC 5322 bytes |
/// | queue | message | 8 bytes: when it is due; the [org.posthorn.engine.delivery.QueuedMessage] |
/// | history | message | the [org.posthorn.engine.delivery.QueuedMessage], no recipient pending |
/// | event | 8 bytes: position | 8 bytes: when it happened; the event |
/// | follower | name | 8 bytes: the position that it acknowledged |
/// | counter | account, 0, region, 0, 4 bytes: minute, 1 byte: which count | 8 bytes, lowest first |
/// | aside | name of the column, 0, key there | what lay there and could not be read |
/// | index | of an [EventIndex] | nothing |
/// | notice | `w` (it waits) or `d` (a dead letter), name | the [org.posthorn.engine.settings.Notice] |
/// | captured | `m` or `c`, message | the [org.posthorn.engine.mail.Mail] (`m`); the RFC 5322 bytes (`c`) |
///
/// New ones come last: a store numbers its columns in the order in which it got them.
enum Column {
    FORMAT("default"),
    SETTINGS("settings"),
    CONTENT("content"),
    QUEUE("queue"),
    HISTORY("history"),
    EVENT("event"),
    FOLLOWER("follower"),
    COUNTER("counter"),
    ASIDE("aside"),
    INDEX("index"),
    NOTICE("notice"),
    CAPTURED("captured");

    private final String title;

    Column(String title) {
        this.title = title;
    }

    /// Its name in the database.
    String title() {
        return title;
    }

    byte[] titleBytes() {
        return title.getBytes(StandardCharsets.UTF_8);
    }
}
