package org.posthorn.receiving.action;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.posthorn.engine.receipt.FunctionArn;

/// The URLs of functions, as the operator writes them.
public final class FunctionUrls {
    private FunctionUrls() {}

    /// @param lines each `NAME-OR-ARN=URL`
    /// @throws IllegalArgumentException for another text, and for a function that is there twice
    public static Map<String, URI> parse(List<String> lines) {
        Map<String, URI> functions = new HashMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            String name = equals < 0 ? "" : line.substring(0, equals).strip();
            String url = line.substring(equals + 1).strip();
            if (!isFunction(name) || !isWeb(url)) {
                throw new IllegalArgumentException("\"" + line + "\" is no NAME=URL, such as"
                        + " my-function=https://127.0.0.1:9443/mail, or ARN=URL");
            }
            if (functions.put(name, URI.create(url)) != null) {
                throw new IllegalArgumentException(name + " is there twice");
            }
        }
        return functions;
    }

    private static boolean isFunction(String name) {
        String arn = name.startsWith("arn:") ? name : "arn:aws:lambda:us-east-1:000000000000:function:" + name;
        return FunctionArn.parse(arn).isPresent();
    }

    private static boolean isWeb(String url) {
        try {
            URI uri = URI.create(url);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getFragment() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
