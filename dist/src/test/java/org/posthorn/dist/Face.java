package org.posthorn.dist;

import java.util.Arrays;
import java.util.TreeSet;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.SesResponse;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.SesV2Response;

/// An API of Amazon's with a table of operations in `docs/api.md`.
enum Face {
    /// The Query API of 2010-12-01.
    V1("operations", "v1.", SesClient.class, SesResponse.class),

    /// The REST API of 2019-09-27.
    V2("operations of v2", "v2.", SesV2Client.class, SesV2Response.class);

    /// Of the table in the page.
    final String title;

    /// Of the classes of its operations, which other faces may have too.
    final String prefix;

    private final Class<?> client;
    private final Class<?> response;

    Face(String title, String prefix, Class<?> client, Class<?> response) {
        this.title = title;
        this.prefix = prefix;
        this.client = client;
        this.response = response;
    }

    /// All operations as the AWS SDK has them.
    TreeSet<String> operations() {
        TreeSet<String> operations = new TreeSet<>();
        Arrays.stream(client.getMethods())
                .map(method -> method.getReturnType())
                .filter(response::isAssignableFrom)
                .forEach(type -> operations.add(type.getSimpleName().replaceFirst("Response$", "")));
        return operations;
    }
}
