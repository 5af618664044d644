/// Tags of resources, and the names by which resources are known across the API.
package org.posthorn.engine.tag;
