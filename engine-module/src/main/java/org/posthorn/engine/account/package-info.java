/// What an account may send, how much it has, and what recipients thought of it.
package org.posthorn.engine.account;
