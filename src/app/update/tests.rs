mod any;
mod around;
mod greeting;
mod leaving;
mod reviewing;
mod screens;
mod talking;
mod thresholds;
