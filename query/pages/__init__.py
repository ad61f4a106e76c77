"""Where the commands that look at single pages get them: the network, or saved copies."""
