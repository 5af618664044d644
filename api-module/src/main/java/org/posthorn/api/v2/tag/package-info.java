/// API v2: tags of resources.
package org.posthorn.api.v2.tag;
