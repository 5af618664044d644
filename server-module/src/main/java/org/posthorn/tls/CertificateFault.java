package org.posthorn.tls;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Why a server's certificate is not believed, in words for the operator.
public final class CertificateFault {
    /// What is said of a certificate whose authority nobody named, before that one's name.
    public static final String UNKNOWN = "certificate comes from an unknown authority: ";

    private CertificateFault() {}

    /// @param chain as the server sent it, its own certificate first
    static CertificateException explain(CertificateException fault, X509Certificate[] chain) {
        if (chain.length == 0) {
            return fault;
        }
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) {
                Instant end = chain[0].getNotAfter().toInstant();
                return new CertificateException(
                        end.isBefore(Instant.now())
                                ? "the certificate is out of date since " + end.truncatedTo(ChronoUnit.SECONDS)
                                : "the certificate of an authority on its way is out of date",
                        fault);
            }
            if (cause instanceof CertificateNotYetValidException) {
                return new CertificateException(
                        "the certificate holds only from "
                                + chain[0].getNotBefore().toInstant().truncatedTo(ChronoUnit.SECONDS) + " on",
                        fault);
            }
            if (cause instanceof CertPathBuilderException) {
                X509Certificate last = chain[chain.length - 1];
                return new CertificateException("the " + UNKNOWN + Names.shown(last.getIssuerX500Principal()), fault);
            }
        }
        String said = String.valueOf(fault.getMessage());
        // The JDK's words for a name that does not fit; they name it.
        return said.startsWith("No ") && (said.endsWith(" found.") || said.endsWith(" found"))
                ? new CertificateException("the certificate is for another host: " + said, fault)
                : fault;
    }
}
