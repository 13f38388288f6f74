module dev.credence/bench

go 1.22
