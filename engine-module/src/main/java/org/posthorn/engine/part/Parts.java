package org.posthorn.engine.part;

import java.util.List;

/// What a module starts and stops. When is said in one place, for all modules: where the program is put together.
public interface Parts {
    List<Part> parts();
}
