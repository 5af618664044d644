package org.posthorn.job;

import java.util.List;
import java.util.Optional;
import org.posthorn.engine.job.FileUrl;

/// Where an object or file is, as the URL of a job says.
///
/// @param bucket empty for a file
/// @param path between slashes
record Location(Optional<String> bucket, List<String> path) {
    /// @param url that [FileUrl] takes
    static Location of(String url) {
        if (url.startsWith(FileUrl.FILE)) {
            return new Location(
                    Optional.empty(),
                    List.of(url.substring(FileUrl.FILE.length()).split("/", -1)));
        }
        String rest = url.substring(FileUrl.S3.length());
        int slash = rest.indexOf('/');
        return new Location(
                Optional.of(rest.substring(0, slash)),
                List.of(rest.substring(slash + 1).split("/", -1)));
    }
}
