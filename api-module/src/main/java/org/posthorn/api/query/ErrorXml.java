package org.posthorn.api.query;

import org.posthorn.api.v1.ErrorCode;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;

/// Writes an error as SES does: type, code and message, whatever other members the model has for it.
public final class ErrorXml {
    /// An unknown operation is answered by AWS's front end, not by SES, hence with another namespace.
    private static final String FAULT_NAMESPACE = "http://webservices.amazon.com/AWSFault/2005-15-09";

    /// Characters of a message: some show what the client sent, and that may be megabytes.
    private static final int LONGEST = 64 * 1024;

    private ErrorXml() {}

    public static String of(SesException error, String requestId) {
        String namespace = error.error() == SesError.INVALID_ACTION ? FAULT_NAMESPACE : XmlEncoder.NAMESPACE;
        ErrorCode code = ErrorCode.of(error.error());
        return close(open(namespace, code.isSenderFault(), code.code(), error.getMessage()), requestId);
    }

    /// An error of HTTP itself, which has no code in SES.
    public static String of(int httpStatus, String code, String message, String requestId) {
        return close(open(XmlEncoder.NAMESPACE, httpStatus < 500, code, message), requestId);
    }

    private static Xml open(String namespace, boolean senderFault, String code, String message) {
        return new Xml()
                .openWith("ErrorResponse", " xmlns=\"" + namespace + "\"")
                .open("Error")
                .leaf("Type", senderFault ? "Sender" : "Receiver")
                .leaf("Code", code)
                .leaf("Message", message.length() <= LONGEST ? message : message.substring(0, LONGEST));
    }

    private static String close(Xml xml, String requestId) {
        return xml.close("Error")
                .leaf("RequestId", requestId)
                .close("ErrorResponse")
                .toString();
    }
}
