package org.posthorn.api.call;

import java.util.List;

/// The operations of one subject of the API.
public interface Area {
    List<Operation<?, ?>> operations();
}
