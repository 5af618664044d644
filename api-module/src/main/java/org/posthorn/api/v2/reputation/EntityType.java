package org.posthorn.api.v2.reputation;

/// What a reputation entity is.
enum EntityType {
    RESOURCE
}
