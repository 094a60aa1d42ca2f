mod any;
mod around;
mod greeting;
mod leaving;
mod reviewing;
mod talking;
mod thresholds;
