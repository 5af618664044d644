package org.posthorn.dist;

import java.io.IOException;
import java.io.PrintWriter;
import org.posthorn.dist.config.PosthornConfig;

/// The running program: starts its parts in the order of their dependencies, and stops them in reverse.
final class Server {
    private Server() {}

    /// Runs until the process is asked to end.
    static void run(PosthornConfig config, PrintWriter out) throws IOException, InterruptedException {
        try (StopSignal signal = new StopSignal()) {
            RunFiles files = new RunFiles(config.data().dir());
            files.withdraw();
            KeyFile.readOrCreate(config.data().dir());
            files.newToken();
            out.println(
                    "posthorn " + Version.current() + " data=" + config.data().dir());
            signal.await(files::withdraw);
        }
    }
}
