/// API v2: endpoints in several regions.
package org.posthorn.api.v2.multiregion;
