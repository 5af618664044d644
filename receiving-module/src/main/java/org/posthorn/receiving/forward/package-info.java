/// What mail needs that goes on to another host: a sender that we may speak for, and a mark that shows a loop.
package org.posthorn.receiving.forward;
