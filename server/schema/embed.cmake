# Writes OUT, a C file that holds every NNN_name.sql of DIR as a row of store_schema, in order of NNN.
file(GLOB files ${DIR}/[0-9][0-9][0-9]_*.sql)
list(SORT files)
set(texts "")
set(rows "")
foreach(path ${files})
  get_filename_component(name ${path} NAME_WE)
  string(SUBSTRING ${name} 0 3 digits)
  math(EXPR version "1${digits} - 1000")
  file(READ ${path} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(REGEX REPLACE "(................................................................................)" "\\1\n"
         bytes "${bytes}")
  string(APPEND texts "static const unsigned char text_${version}[] = {\n${bytes}0};\n")
  string(APPEND rows "\t{${version}, \"${name}\", (const char *)text_${version}},\n")
endforeach()
file(WRITE ${OUT} "#include \"server/store_schema.h\"\n\n${texts}\nstatic const struct migration rows[] = {\n${rows}};\n\n"
     "const struct schema store_schema = {rows, sizeof rows / sizeof rows[0]};\n")
