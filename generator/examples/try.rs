fn main(){
    let dir=std::env::args().nth(1).unwrap(); let out=std::env::args().nth(2);
    let mut input=generator::Input::default();
    let mut stack=vec![std::path::PathBuf::from(&dir)];
    while let Some(d)=stack.pop(){ for e in std::fs::read_dir(d).unwrap(){let p=e.unwrap().path(); if p.is_dir(){stack.push(p);continue;}
        let name=p.display().to_string(); let text=std::fs::read_to_string(&p).unwrap();
        if name.ends_with("overlay.yaml"){input.overlay=Some(generator::File::new(name,text));}
        else if name.ends_with("names.lock"){input.lock=Some(generator::File::new(name,text));}
        else {input.fragments.push(generator::File::new(name,text));}
    }}
    let o=generator::generate(input);
    eprintln!("{}",generator::render(&o.diagnostics,&o.sources,generator::Colour::Never));
    if let (Some(v),Some(out))=(o.value,out){ for (p,t) in &v.files{ let f=std::path::Path::new(&out).join(p); std::fs::create_dir_all(f.parent().unwrap()).unwrap(); std::fs::write(f,t).unwrap(); } println!("{}",v.lock); }
}
