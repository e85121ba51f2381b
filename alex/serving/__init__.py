"""How requests reach Django on a server: limits of bodies, trusted proxies, and the process that serves."""
