package org.posthorn.api.codec;

/// Writes an error as SES does.
public final class ErrorXml {
    /// What AWS's front end answers has another namespace than what SES answers.
    private static final String FAULT_NAMESPACE = "http://webservices.amazon.com/AWSFault/2005-15-09";

    /// Characters of a message: some show what the client sent, and that may be megabytes.
    private static final int LONGEST = 64 * 1024;

    private ErrorXml() {}

    public static String of(int httpStatus, String code, String message, String requestId) {
        return of(XmlEncoder.NAMESPACE, httpStatus, code, message, requestId);
    }

    /// Of AWS's front end, which knows the operations.
    public static String ofFrontEnd(int httpStatus, String code, String message, String requestId) {
        return of(FAULT_NAMESPACE, httpStatus, code, message, requestId);
    }

    private static String of(String namespace, int httpStatus, String code, String message, String requestId) {
        return new Xml()
                .openWith("ErrorResponse", " xmlns=\"" + namespace + "\"")
                .open("Error")
                .leaf("Type", httpStatus < 500 ? "Sender" : "Receiver")
                .leaf("Code", code)
                .leaf("Message", message.length() <= LONGEST ? message : message.substring(0, LONGEST))
                .close("Error")
                .leaf("RequestId", requestId)
                .close("ErrorResponse")
                .toString();
    }
}
