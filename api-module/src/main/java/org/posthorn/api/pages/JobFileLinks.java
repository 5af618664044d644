package org.posthorn.api.pages;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.posthorn.engine.job.JobFiles;

/// `/job-files/…`: the results of export jobs and the failed records of import jobs, for whoever has a link of the last
/// hour.
public final class JobFileLinks extends Handler.Abstract {
    private static final String PREFIX = "/" + JobFiles.PATH;
    private static final int BUFFER = 64 * 1024;

    private final JobFiles files;

    public JobFileLinks(JobFiles files) {
        this.files = files;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        String path = request.getHttpURI().getCanonicalPath();
        Optional<Path> file = path.startsWith(PREFIX) && HttpMethod.GET.is(request.getMethod())
                ? files.open(path.substring(PREFIX.length()))
                : Optional.empty();
        if (file.isEmpty()) {
            String text =
                    "<p>It is older than an hour, or was not copied whole. Ask for the job again for a new one.</p>";
            return HtmlPage.answer(response, callback, 404, "This link does not work", text);
        }
        String name = String.valueOf(file.get().getFileName());
        response.setStatus(200);
        response.getHeaders()
                .put(
                        HttpHeader.CONTENT_TYPE,
                        name.endsWith(".csv") ? "text/csv; charset=utf-8" : "application/x-ndjson")
                .put(HttpHeader.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"")
                .put(HttpHeader.CACHE_CONTROL, "no-store")
                .put("X-Content-Type-Options", "nosniff");
        Content.copy(
                Content.Source.from(new ByteBufferPool.Sized(null, false, BUFFER), file.get()), response, callback);
        return true;
    }
}
