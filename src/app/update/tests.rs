mod any;
mod around;
mod greeting;
mod leaving;
mod reviewing;
mod syncing;
mod talking;
mod thresholds;
