package org.posthorn.smtp.client;

/// A connection can't be made from the address of ours that was asked for, whoever is at the other end: the system does
/// not let us use it, or no address of the host is of its kind. Nothing is held against the host.
final class SourceFailure extends HostFailure {
    private static final long serialVersionUID = 1L;

    SourceFailure(String host, String what) {
        super(host, "4.3.5", what);
    }
}
