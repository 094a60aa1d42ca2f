mod any;
mod around;
mod leaving;
mod reviewing;
mod talking;
