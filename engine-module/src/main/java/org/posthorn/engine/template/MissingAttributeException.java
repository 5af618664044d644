package org.posthorn.engine.template;

/// A blank that the data don't fill; thrown through the library.
final class MissingAttributeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingAttributeException(String attribute) {
        super(attribute, null, false, false);
    }
}
